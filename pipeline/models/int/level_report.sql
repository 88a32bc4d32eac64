-- about: the figures that village, township and county sheets report, one row a figure, with its cell; a township or county that is not in the list of places has no area_code
-- grain: level, file, sheet, row, item
-- source: indicators §4
with townships as (
  select distinct township_code, township from int_village where township_code <> '未定'
),
township_names as (
  select township, min(township_code) as township_code from townships group by township having count(*) = 1
),
counties as (
  select distinct county_code, county from int_village where county_code <> '未定'
),
county_names as (
  select county, min(county_code) as county_code from counties group by county having count(*) = 1
),
placed_township as (
  select t.*, coalesce(c.township_code, n.township_code) as code
  from stg_township t
  left join townships c on c.township_code = substr(t.township_code, 1, 9)
  left join township_names n on n.township = t.township and t.township_code is null
),
placed_county as (
  select t.*, coalesce(c.county_code, n.county_code) as code
  from stg_county t
  left join counties c on c.county_code = substr(t.county_code, 1, 6)
  left join county_names n on n.county = t.county and t.county_code is null
),
villages as (
  select 'village' as level, village_code as code, village as name, _file, _sheet, _row, households, persons, registered_households, registered_persons,
    exited_households, exited_persons, safe_water_households, safe_housing_households, electricity_households, television_households, toilet_households
  from stg_village
),
above as (
  select 'township' as level, code, township as name, _file, _sheet, _row, cast(null as bigint) as townships, villages, households, persons, registered_households, registered_persons,
    remaining_households, remaining_persons, exited_households, exited_persons, low_income_aid_persons, extreme_poverty_persons, monitored_households, monitored_persons
  from placed_township
  union all
  select 'county', code, county, _file, _sheet, _row, townships, villages, households, persons, registered_households, registered_persons,
    remaining_households, remaining_persons, exited_households, exited_persons, low_income_aid_persons, extreme_poverty_persons, monitored_households, monitored_persons
  from placed_county
),
figures as (
  select level, code, name, _file, _sheet, _row, 'households' as item, households as reported from villages
  union all select level, code, name, _file, _sheet, _row, 'persons', persons from villages
  union all select level, code, name, _file, _sheet, _row, 'registered_households', registered_households from villages
  union all select level, code, name, _file, _sheet, _row, 'registered_persons', registered_persons from villages
  union all select level, code, name, _file, _sheet, _row, 'exited_households', exited_households from villages
  union all select level, code, name, _file, _sheet, _row, 'exited_persons', exited_persons from villages
  union all select level, code, name, _file, _sheet, _row, 'safe_water_households', safe_water_households from villages
  union all select level, code, name, _file, _sheet, _row, 'safe_housing_households', safe_housing_households from villages
  union all select level, code, name, _file, _sheet, _row, 'electricity_households', electricity_households from villages
  union all select level, code, name, _file, _sheet, _row, 'television_households', television_households from villages
  union all select level, code, name, _file, _sheet, _row, 'toilet_households', toilet_households from villages
  union all select level, code, name, _file, _sheet, _row, 'townships', townships from above where level = 'county'
  union all select level, code, name, _file, _sheet, _row, 'villages', villages from above
  union all select level, code, name, _file, _sheet, _row, 'households', households from above
  union all select level, code, name, _file, _sheet, _row, 'persons', persons from above
  union all select level, code, name, _file, _sheet, _row, 'registered_households', registered_households from above
  union all select level, code, name, _file, _sheet, _row, 'registered_persons', registered_persons from above
  union all select level, code, name, _file, _sheet, _row, 'remaining_households', remaining_households from above
  union all select level, code, name, _file, _sheet, _row, 'remaining_persons', remaining_persons from above
  union all select level, code, name, _file, _sheet, _row, 'exited_households', exited_households from above
  union all select level, code, name, _file, _sheet, _row, 'exited_persons', exited_persons from above
  union all select level, code, name, _file, _sheet, _row, 'low_income_aid_persons', low_income_aid_persons from above
  union all select level, code, name, _file, _sheet, _row, 'extreme_poverty_persons', extreme_poverty_persons from above
  union all select level, code, name, _file, _sheet, _row, 'monitored_households', monitored_households from above
  union all select level, code, name, _file, _sheet, _row, 'monitored_persons', monitored_persons from above
),
final as (
  select level, code as area_code, name, item, reported, _file as file, _sheet as sheet, _row as row from figures
)
select * from final
