-- severity: 错误
-- about: 医疗报销大于医疗总费用
-- message: 医疗报销 {value} 元,大于医疗总费用 {cost} 元。
-- mend: 核对两项;医疗总费用填报销前的全数。
-- source: 指标口径§1(户的判定)
-- group: 收入
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'medical_reimbursed' as column_name, plain(medical_reimbursed) as value,
    household_id, home_village as village_code, plain(medical_expense) as cost
  from stg_household
  where medical_reimbursed > medical_expense
)
select * from final
