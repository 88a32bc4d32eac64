-- severity: 警告
-- about: 一项收入小得像是单位填错
-- message: 填 {value} 元,大于0而小于{bound}元,像是以百元、千元或万元计。
-- mend: 核对单位,按元填写全年数;确是这么少的不必改。
-- source: 各县实际做过的检查
-- group: 收入
-- confirm: yes
with parts as (
  select household_id, home_village, _file, _sheet, _row, 'wage_income' as column_name, wage_income as amount from stg_household
  union all select household_id, home_village, _file, _sheet, _row, 'business_income', business_income from stg_household
  union all select household_id, home_village, _file, _sheet, _row, 'property_income', property_income from stg_household
  union all select household_id, home_village, _file, _sheet, _row, 'transfer_income', transfer_income from stg_household
),
final as (
  select 'household' as kind, a._file as file, a._sheet as sheet, a._row as row, a.column_name, plain(a.amount) as value,
    a.household_id, a.home_village as village_code, p.text as bound
  from parts a
  join ref_check_parameter p on p.name = 'check.income_part_small'
  where a.amount > 0 and a.amount < p.value
)
select * from final
