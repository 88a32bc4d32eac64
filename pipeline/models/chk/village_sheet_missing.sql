-- severity: 提示
-- about: 有户表的村没有村表
-- message: {township}{village}的户表已到,村表没有它的一行。
-- mend: 补报该村的村表。
-- source: 指标口径§2(来件齐全)
-- group: 区划与来件
with final as (
  select '' as kind, '' as file, '' as sheet, 0 as row, '' as column_name, '' as value, '' as household_id, v.village_code, v.township, v.village
  from int_village v
  left join stg_village s on s.village_code = v.village_code
  -- where no village sheet came at all, the list of arrivals says it
  where v.arrived and v.listed and s.village_code is null and (select count(*) from stg_village) > 0
)
select * from final
