-- about: the villages expected to report: units.csv, else the villages of the village sheets, else those of the household sheets
-- grain: village_code
-- finds: places
with from_units as (
  select village_code, county, township, village, rural as expected from ref_unit
),
from_villages as (
  select village_code, county, township, village, true as expected
  from stg_village
  where (select count(*) from ref_unit) = 0
),
from_households as (
  select village_code, min(county) as county, min(township) as township, min(village) as village, true as expected
  from raw_household
  where village_code is not null
    and (select count(*) from ref_unit) = 0 and (select count(*) from stg_village) = 0
  group by village_code
),
listed as (
  select * from from_units
  union all select * from from_villages
  union all select * from from_households
),
-- a list without counties takes their names from the households, by code or by the names of the places
code_names as (
  select substr(village_code, 1, 6) as county_code, min(county) as county
  from raw_household
  where village_code is not null
  group by substr(village_code, 1, 6)
),
place_names as (
  select township, village, min(county) as county
  from raw_household
  group by township, village
  having count(distinct county) = 1
),
counties as (
  select substr(l.village_code, 1, 6) as county_code, coalesce(min(l.county), min(c.county), min(p.county)) as county
  from listed l
  left join code_names c on c.county_code = substr(l.village_code, 1, 6)
  left join place_names p on p.township = l.township and p.village = l.village
  group by substr(l.village_code, 1, 6)
),
final as (
  select l.village_code, coalesce(l.county, c.county, c.county_code) as county, l.township, l.village, l.expected
  from listed l
  join counties c on c.county_code = substr(l.village_code, 1, 6)
)
select * from final
