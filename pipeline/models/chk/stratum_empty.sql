-- severity: 警告
-- about: 抽样层没有抽到村
-- message: “{stratum}”层有 {villages} 个村,一个也没有抽;对全县的估计不包括这一层,不作判定。
-- mend: 补抽这一层的村;或在抽样框中把它并入别的层后重新抽样。
-- source: 统计口径§1(空层不能当作没有误差)
-- group: 核查
with first as (
  select *, row_number() over (partition by stratum order by file, sheet, row) as place
  from int_sample_village
  where in_frame
),
final as (
  select 'frame' as kind, f.file, f.sheet, f.row, 'stratum' as column_name, s.stratum as value, '' as household_id, f.village_code, s.stratum as entity,
    s.stratum, cast(s.frame_villages as string) as villages
  from int_sample_stratum s
  join first f on f.stratum = s.stratum and f.place = 1
  where s.drawn_villages = 0
)
select * from final
