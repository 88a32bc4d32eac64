-- severity: 错误
-- about: 同一项目同一村有两行
-- message: 项目编号“{value}”本村在 {other} 已有一行。
-- mend: 核对两行,删去重复的一行;不是同一项目的改正编号。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with numbered as (
  select r.project_id, r.village_code, r._file, r._sheet, r._row,
    lag(concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行')) over (partition by r.project_id, r.village_code order by r._file, r._sheet, r._row) as other
  from raw_project r
  where r.village_code is not null
    and not exists (select 1 from stg_superseded_sheet s where s.kind = 'project' and s.file = r._file and s.sheet = r._sheet)
),
final as (
  select 'project' as kind, _file as file, _sheet as sheet, _row as row, 'project_id' as column_name, project_id as value,
    '' as household_id, village_code, concat_ws('/', project_id, village_code) as entity, other
  from numbered
  where other is not null
)
select * from final
