-- severity: 错误
-- about: 实际完工的日期在截止日期之后
-- message: 实际完工 {value},在截止日期 {as_of} 之后。
-- mend: 还没有完工的填在计划完工一栏。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with final as (
  select 'project' as kind, r._file as file, r._sheet as sheet, r._row as row, 'finished_on' as column_name, cast(r.finished_on as string) as value,
    '' as household_id, coalesce(r.village_code, '') as village_code, concat_ws('/', r.project_id, r.village_code) as entity, cast(p.as_of as string) as as_of
  from raw_project r
  cross join ref_setting p
  where r.finished_on > p.as_of
)
select * from final
