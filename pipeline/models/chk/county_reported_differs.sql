-- severity: 警告
-- about: 县表填报数与全县户表合计不一致
-- message: {county}的县表填 {reported},由户表合计为 {computed}。
-- mend: 核对县表与全县各村的户表,改正有误的一处。
-- source: 指标口径§4(四级汇总)
-- group: 汇总核对
-- confirm: yes
with final as (
  select 'county' as kind, file, sheet, row, item as column_name, cast(reported as string) as value,
    '' as household_id, '' as village_code, area_code as entity, area_name as county,
    cast(reported as string) as reported, cast(worked_out as string) as computed
  from fct_reconcile
  where level = 'county' and verdict = '不符' and number between 1 and 8
)
select * from final
