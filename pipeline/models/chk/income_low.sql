-- severity: 警告
-- about: 人均纯收入低得少见
-- message: 人均纯收入 {value} 元,不超过{bound}元。
-- mend: 核对各项收入是否漏填、单位是否填错;确是这么低的不必改。
-- source: 各县实际做过的检查
-- group: 收入
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, '' as column_name, plain(i.per_capita) as value,
    h.household_id, h.home_village as village_code, p.text as bound
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  join ref_check_parameter p on p.name = 'check.income_low'
  where i.per_capita >= 0 and i.per_capita <= p.value
)
select * from final
