-- severity: 警告
-- about: 住房面积大小少见
-- message: 住房面积 {value} 平方米,{seen}。
-- mend: 核对面积的单位;没有住房的填0,属实的不必改。
-- source: 各县实际做过的检查
-- group: 住房与土地
-- confirm: yes
with told as (
  select a.*, case when a.house_area < l.value then concat('小于', l.text, '平方米') when a.house_area >= h.value then concat('达到或超过', h.text, '平方米') end as seen
  from stg_household a
  join ref_check_parameter l on l.name = 'check.house_area_least'
  join ref_check_parameter h on h.name = 'check.house_area_most'
  where a.house_area > 0
),
final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'house_area' as column_name, plain(house_area) as value,
    household_id, home_village as village_code, seen
  from told
  where seen is not null
)
select * from final
