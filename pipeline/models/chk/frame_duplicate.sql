-- severity: 错误
-- about: 抽样框中一个村有两行
-- message: 批次“{batch}”中村代码“{village_code}”在 {other} 另有一行{strata},以那一行为准(取填报时间最近的表,同日的取先出现的)。
-- mend: 一个村只留一行,只在一个抽样层。
-- source: 统计口径§1(一个村只属一层)
-- group: 核查
with numbered as (
  select r.*,
    first_value(concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行')) over (partition by r.batch, r.village_code order by coalesce(i.filled_on, date '1900-01-01') desc, r._file, r._sheet, r._row) as other,
    first_value(r.stratum) over (partition by r.batch, r.village_code order by coalesce(i.filled_on, date '1900-01-01') desc, r._file, r._sheet, r._row) as first_stratum,
    row_number() over (partition by r.batch, r.village_code order by coalesce(i.filled_on, date '1900-01-01') desc, r._file, r._sheet, r._row) as copy
  from raw_frame r
  left join stg_superseded_sheet s on s.kind = 'frame' and s.file = r._file and s.sheet = r._sheet
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  where s.file is null
),
final as (
  select 'frame' as kind, _file as file, _sheet as sheet, _row as row, 'village_code' as column_name, village_code as value,
    '' as household_id, village_code, village_code as entity, batch, other,
    case when stratum <> first_stratum then concat(',抽样层是“', first_stratum, '”而不是“', stratum, '”') else '' end as strata
  from numbered
  where copy > 1
)
select * from final
