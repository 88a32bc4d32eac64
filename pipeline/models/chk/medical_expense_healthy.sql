-- severity: 提示
-- about: 全户健康,医疗总费用却大
-- message: 医疗总费用 {value} 元,超过{bound}元,人表却全户健康。
-- mend: 核对医疗费用的单位和成员的健康状况。
-- source: 指标口径§9(数据质量)
-- group: 医疗与健康
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'medical_expense' as column_name, plain(h.medical_expense) as value,
    h.household_id, h.home_village as village_code, p.text as bound
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join ref_check_parameter p on p.name = 'check.medical_expense'
  where h.medical_expense > p.value and f.healthy = f.members and f.disabled = 0
)
select * from final
