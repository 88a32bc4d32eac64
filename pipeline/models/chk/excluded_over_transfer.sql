-- severity: 错误
-- about: 不计入的收入大于转移性收入
-- message: 其中养老金和其中不计入收入合计 {sum} 元,大于转移性收入 {value} 元。
-- mend: 转移性收入填包括这两项在内的全数;不计入收入填错的改正。
-- source: 指标口径§1(户的判定)
-- group: 收入
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'transfer_income' as column_name, plain(transfer_income) as value,
    household_id, home_village as village_code, plain(coalesce(pension, 0) + excluded_income) as sum
  from stg_household
  -- without 不计入收入 the items say it
  where excluded_income > 0 and coalesce(pension, 0) + excluded_income > transfer_income
)
select * from final
