-- severity: 错误
-- about: 整改完成的日期在截止日期之后
-- message: 完成日期 {value},在截止日期 {as_of} 之后。
-- mend: 核对日期;还没有完成的不填。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with final as (
  select 'rectification' as kind, r._file as file, r._sheet as sheet, r._row as row, 'finished_on' as column_name, cast(r.finished_on as string) as value,
    coalesce(r.household_id, '') as household_id, coalesce(r.village_code, '') as village_code, r.problem_id as entity, cast(p.as_of as string) as as_of
  from raw_rectification r
  cross join ref_setting p
  where r.finished_on > p.as_of
)
select * from final
