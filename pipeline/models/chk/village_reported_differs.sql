-- severity: 警告
-- about: 村表填报数与户表合计不一致
-- message: 村表填 {reported},由户表合计为 {computed}。
-- mend: 核对村表和户表,改正有误的一处。
-- source: 指标口径§4(四级汇总)
-- group: 汇总核对
-- confirm: yes
with final as (
  select 'village' as kind, file, sheet, row, item as column_name, cast(reported as string) as value,
    '' as household_id, area_code as village_code, area_code as entity,
    cast(reported as string) as reported, cast(worked_out as string) as computed
  from fct_reconcile
  where level = 'village' and verdict = '不符' and number between 1 and 8
)
select * from final
