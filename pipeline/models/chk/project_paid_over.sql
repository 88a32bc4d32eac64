-- severity: 错误
-- about: 已拨付大于到位资金
-- message: 已拨付 {value} 元,大于到位资金 {arrived} 元。
-- mend: 核对两栏的单位和数额,改正有误的一处。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with final as (
  select 'project' as kind, _file as file, _sheet as sheet, _row as row, 'paid_funds' as column_name, plain(paid_funds) as value,
    '' as household_id, coalesce(village_code, '') as village_code, concat_ws('/', project_id, village_code) as entity, plain(arrived_funds) as arrived
  from raw_project
  where paid_funds > arrived_funds
)
select * from final
