-- about: the three areas that each village belongs to
-- grain: village_code, level
with final as (
  select village_code, 'village' as level, village_code as area_code, village as area_name, expected, arrived from int_village
  union all
  select village_code, 'township', township_code, township, expected, arrived from int_village
  union all
  select village_code, 'county', county_code, county, expected, arrived from int_village
)
select * from final
