-- severity: 警告
-- about: 教育补助大于教育支出
-- message: 教育补助 {value} 元,大于教育支出 {cost} 元。
-- mend: 核对两项;教育支出填补助前的全数。
-- source: 指标口径§1(户的判定)
-- group: 收入
-- confirm: yes
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'education_subsidy' as column_name, plain(education_subsidy) as value,
    household_id, home_village as village_code, plain(education_expense) as cost
  from stg_household
  where education_subsidy > education_expense
)
select * from final
