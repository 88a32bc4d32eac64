-- severity: 警告
-- about: 来件的村不在应报村之内
-- message: “{village}”({village_code})不在应报村名单(units.csv,没有时用村表)之内,列在“未定”之下。
-- mend: 核对村代码和村名;确应上报的,补进 units.csv 或村表。
-- source: 指标口径§2(来件齐全)
-- group: 区划与来件
-- confirm: yes
with final as (
  select '' as kind, '' as file, '' as sheet, 0 as row, '' as column_name, '' as value, '' as household_id, village_code, village
  from int_village
  where not listed and village_code <> '未定'
)
select * from final
