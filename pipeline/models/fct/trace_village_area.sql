-- about: the areas that each village belongs to
-- grain: village_code, level
-- publish: trace/village_area
-- order: village_code, level
with final as (
  select village_code, level, area_code, area_name from int_village_area
)
select * from final
