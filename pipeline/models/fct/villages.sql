-- about: the villages in official code order, with what arrived of them
-- grain: village_code
-- publish: trace/villages
-- order: county_code, township_code, village_code
with sums as (
  select village_code, count(*) as households, cast(sum(persons) as bigint) as persons
  from int_household_verdict
  group by village_code
),
final as (
  select v.village_code, v.village as village_name, v.township_code, v.township, v.county_code, v.county,
    v.listed, v.arrived, v.poor_village, coalesce(s.households, 0) as households, coalesce(s.persons, 0) as persons
  from int_village v
  left join sums s on s.village_code = v.village_code
)
select * from final
