-- about: the figures that village, township and county sheets report, worked out from the households and their members by village: what is known, what could be added were the unknown all of it, of how many rows not even that is known, and from how many rows anything is
-- grain: village_code, item
-- source: indicators §4
with members as (
  select h.home_village as village_code, m.low_income_aid, m.extreme_poverty_aid
  from stg_member m
  join stg_household h on h.household_id = m.household_id
),
-- amount is what a row adds where holds is true, or may add where it is unknown
marks as (
  select village_code, 'households' as item, 1 as amount, true as holds from int_household_class
  union all select village_code, 'persons', persons, true from int_household_class
  union all select village_code, 'registered_households', 1, registered from int_household_class
  union all select village_code, 'registered_persons', persons, registered from int_household_class
  union all select village_code, 'exited_households', 1, status = '脱贫户' from int_household_class
  union all select village_code, 'exited_persons', persons, status = '脱贫户' from int_household_class
  union all select village_code, 'remaining_households', 1, status in ('未脱贫户', '返贫户') from int_household_class
  union all select village_code, 'remaining_persons', persons, status in ('未脱贫户', '返贫户') from int_household_class
  union all select village_code, 'monitored_households', 1, monitored from int_household_class
  union all select village_code, 'monitored_persons', persons, monitored from int_household_class
  union all select village_code, 'safe_water_households', 1, water from int_household_class
  union all select village_code, 'safe_housing_households', 1, housing from int_household_class
  union all select village_code, 'electricity_households', 1, electricity from int_household_class
  union all select village_code, 'television_households', 1, television from int_household_class
  union all select village_code, 'toilet_households', 1, toilet from int_household_class
  union all select village_code, 'low_income_aid_persons', 1, low_income_aid from members
  union all select village_code, 'extreme_poverty_persons', 1, extreme_poverty_aid from members
),
final as (
  select village_code, item,
    cast(coalesce(sum(amount) filter (where holds), 0) as bigint) as amount,
    cast(coalesce(sum(amount) filter (where holds is null), 0) as bigint) as unclear,
    count(*) filter (where amount is null and coalesce(holds, true)) as uncounted,
    count(*) filter (where holds is not null) as known
  from marks
  group by village_code, item
)
select * from final
