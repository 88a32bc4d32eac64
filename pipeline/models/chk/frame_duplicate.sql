-- severity: 错误
-- about: 抽样框中一个村有两行
-- message: 批次“{batch}”中村代码“{village_code}”在 {other} 已有一行{strata};先出现的一行计入。
-- mend: 一个村只留一行,只在一个抽样层。
-- source: statistics §1: PSU in two strata
-- group: 核查
with numbered as (
  select r.*,
    first_value(concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行')) over (partition by r.batch, r.village_code order by r._file, r._sheet, r._row) as other,
    first_value(r.stratum) over (partition by r.batch, r.village_code order by r._file, r._sheet, r._row) as first_stratum,
    row_number() over (partition by r.batch, r.village_code order by r._file, r._sheet, r._row) as copy
  from raw_frame r
  left join stg_superseded_sheet s on s.kind = 'frame' and s.file = r._file and s.sheet = r._sheet
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
