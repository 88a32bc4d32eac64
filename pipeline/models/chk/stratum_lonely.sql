-- severity: 警告
-- about: 抽样层只抽到一个村
-- message: “{stratum}”层{of}只抽了一个村,村与村的差别无从知道,按各层的平均推算(偏保守;参数 sample.collapse 指定了合并的,按合并计算)。
-- mend: 每层至少抽两个村,或在 parameters.csv 的 sample.collapse 中指定与相近的哪一层合并;只有一个村的层不必改,它就是全查。
-- source: 统计口径§1(一层只有一个村的处理)
-- group: 核查
with villages as (
  select s.village_code, s.stratum, s.in_sample,
    coalesce(s.file, v.file) as file, coalesce(s.sheet, v.sheet) as sheet, coalesce(s.row, v.row) as row, case when s.in_frame then 'frame' else 'verification' end as kind
  from int_sample_village s
  left join (select *, row_number() over (partition by village_code order by file, sheet, row) as place from int_sample_visit) v on v.village_code = s.village_code and v.place = 1
),
final as (
  select v.kind, v.file, v.sheet, v.row, 'stratum' as column_name, s.stratum as value, '' as household_id, v.village_code, s.stratum as entity,
    s.stratum, case when s.frame_villages > 0 then concat(cast(s.frame_villages as string), '个村') else '' end as of
  from int_sample_stratum s
  join villages v on v.stratum = s.stratum and v.in_sample
  where s.drawn_villages = 1 and s.frame_villages <> 1
)
select * from final
