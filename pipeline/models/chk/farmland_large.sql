-- severity: 提示
-- about: 耕地面积大得少见
-- message: 耕地面积 {value} 亩,达到或超过{bound}亩。
-- mend: 核对面积的单位和地类;流转来的不填在内,属实的不必改。
-- source: 各县实际做过的检查
-- group: 住房与土地
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'farmland' as column_name, plain(h.farmland) as value,
    h.household_id, h.home_village as village_code, p.text as bound
  from stg_household h
  join ref_check_parameter p on p.name = 'check.farmland'
  where h.farmland >= p.value
)
select * from final
