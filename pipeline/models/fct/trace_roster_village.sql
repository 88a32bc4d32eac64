-- about: the villages that a sample may be drawn from, those that sent nothing among them
-- grain: village_code
-- publish: trace/roster_village
-- order: county_code, township_code, village_code
with final as (
  select village_code, village, township_code, township, county_code, county, poor_village from int_village
)
select * from final
