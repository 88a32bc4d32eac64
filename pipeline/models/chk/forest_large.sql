-- severity: 提示
-- about: 林地面积大得少见
-- message: 林地面积 {value} 亩,达到或超过{bound}亩。
-- mend: 核对面积的单位和地类;属实的不必改。
-- source: 各县实际做过的检查
-- group: 住房与土地
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'forest_land' as column_name, plain(h.forest_land) as value,
    h.household_id, h.home_village as village_code, p.text as bound
  from stg_household h
  join ref_check_parameter p on p.name = 'check.forest_land'
  where h.forest_land >= p.value
)
select * from final
