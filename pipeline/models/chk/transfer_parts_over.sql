-- severity: 错误
-- about: 转移性收入的其中项之和大于转移性收入
-- message: 转移性收入 {value} 元,其中各项({parts})合计却有 {sum} 元。
-- mend: 转移性收入填包括各项补贴、养老金在内的全数;其中项填错的改正。
-- source: 来件约定(转移性=计划生育金+低保金+特困供养金+养老保险金+生态补偿金+其他)
-- group: 收入
with summed as (
  select *,
    coalesce(pension, 0) + coalesce(family_planning_income, 0) + coalesce(low_income_aid_income, 0) + coalesce(extreme_poverty_income, 0) + coalesce(ecological_income, 0) as items,
    concat_ws('、', case when pension > 0 then '养老金' end, case when family_planning_income > 0 then '计划生育金' end, case when low_income_aid_income > 0 then '低保金' end,
      case when extreme_poverty_income > 0 then '特困供养金' end, case when ecological_income > 0 then '生态补偿金' end) as item_names
  from stg_household
  where instr(_rejected, ';transfer_income;') = 0
),
final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'transfer_income' as column_name, coalesce(plain(transfer_income), '') as value,
    household_id, home_village as village_code, item_names as parts, plain(items) as sum
  from summed
  where items > transfer_income
)
select * from final
