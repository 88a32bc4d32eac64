-- severity: 警告
-- about: 住危房与饮水不安全的户数之和大于总户数
-- message: 住房不安全 {danger} 户,饮水不安全 {thirst} 户,合计大于总户数 {households} 户。
-- mend: 核对住房安全户数和饮水安全户数,看是否填成了不安全的户数。
-- source: 各县实际做过的检查
-- group: 汇总核对
-- confirm: yes
with final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, 'safe_housing_households' as column_name, cast(safe_housing_households as string) as value,
    '' as household_id, village_code, village_code as entity,
    cast(households - safe_housing_households as string) as danger, cast(households - safe_water_households as string) as thirst, cast(households as string) as households
  from stg_village
  where safe_housing_households <= households and safe_water_households <= households
    and (households - safe_housing_households) + (households - safe_water_households) > households
)
select * from final
