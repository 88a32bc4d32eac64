-- severity: 错误
-- about: 部门名单上的日期在截止日期之后
-- message: {item}的日期 {value},在截止日期 {as_of} 之后。
-- mend: 核对日期;截止日期之后的,下一期再报。
-- source: 指标口径§6(防返贫监测)
-- group: 日期
with final as (
  select 'department' as kind, d._file as file, d._sheet as sheet, d._row as row, 'occurred_on' as column_name, cast(d.occurred_on as string) as value,
    coalesce(d.home_household, '') as household_id, '' as village_code, concat_ws('/', d.id_number, d.item, cast(d.occurred_on as string)) as entity,
    coalesce(d.item, '事项') as item, cast(p.as_of as string) as as_of
  from stg_department d
  cross join ref_setting p
  where d.occurred_on > p.as_of
)
select * from final
