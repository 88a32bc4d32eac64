-- severity: 错误
-- about: 项目完工早于开工
-- message: {what} {value},早于开工日期 {started}。
-- mend: 核对日期,改正有误的一处。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with dates as (
  select _file, _sheet, _row, village_code, project_id, started_on, 'planned_finish_on' as column_name, '计划完工' as what, planned_finish_on as day from raw_project
  union all select _file, _sheet, _row, village_code, project_id, started_on, 'finished_on', '实际完工', finished_on from raw_project
),
final as (
  select 'project' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(day as string) as value,
    '' as household_id, coalesce(village_code, '') as village_code, concat_ws('/', project_id, village_code) as entity, what, cast(started_on as string) as started
  from dates
  where day < started_on
)
select * from final
