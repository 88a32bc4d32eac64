-- severity: 警告
-- about: 生产经营性支出大于生产经营性收入
-- message: 生产经营性支出 {value} 元,大于生产经营性收入 {income} 元。
-- mend: 核对两项的单位和口径(日常生活支出不算);当年亏损属实的不必改。
-- source: 指标口径§9(数据质量)
-- group: 收入
-- confirm: yes
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'business_expense' as column_name, plain(business_expense) as value,
    household_id, home_village as village_code, plain(business_income) as income
  from stg_household
  where business_expense > business_income
)
select * from final
