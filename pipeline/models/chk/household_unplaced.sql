-- severity: 警告
-- about: 户表的村既无村代码,又对不上应报村的名称
-- message: 没有村代码,“{township}{village}”也不在应报村名单(units.csv,没有时用村表)之内;该户列在“未定”之下。
-- mend: 填上12位村代码,或把乡镇、村的名称写得与村表一致。
-- source: 指标口径§2(来件齐全)
-- group: 区划与来件
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'village' as column_name, village as value,
    household_id, '' as village_code, township, village
  from stg_household
  where home_village = '未定'
)
select * from final
