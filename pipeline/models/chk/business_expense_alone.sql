-- severity: 警告
-- about: 有生产经营性支出却没有生产经营性收入
-- message: 生产经营性支出 {value} 元,生产经营性收入却是空的。
-- mend: 补上生产经营性收入;没有生产经营的删去支出。
-- source: 指标口径§9(数据质量)
-- group: 收入
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'business_expense' as column_name, plain(business_expense) as value,
    household_id, home_village as village_code
  from stg_household
  where business_expense > 0 and business_income is null and instr(_rejected, ';business_income;') = 0
)
select * from final
