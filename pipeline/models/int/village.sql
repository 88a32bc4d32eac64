-- about: every village that is expected or heard of, with its township and county; one that stands in no list is put under 未定
-- grain: village_code
-- finds: places
with heard as (
  select home_village as village_code, min(village) as village, min(county) as county, count(*) as household_rows
  from stg_household
  group by home_village
  union all
  select village_code, village, county, 0 from stg_village
  union all
  select village_code, null, null, 0 from stg_verification
),
known as (
  select village_code, min(village) as village, min(county) as county, cast(sum(household_rows) as bigint) as household_rows
  from heard
  group by village_code
),
townships as (
  select substr(village_code, 1, 9) as township_code, min(township) as township
  from stg_village_list
  group by substr(village_code, 1, 9)
),
counties as (
  select substr(village_code, 1, 6) as county_code, min(county) as county
  from stg_village_list
  group by substr(village_code, 1, 6)
),
county_names as (
  select county, min(county_code) as county_code
  from counties
  group by county
  having count(*) = 1
),
named as (
  select coalesce(l.village_code, k.village_code) as village_code,
    l.village_code is not null as listed,
    coalesce(l.expected, false) as expected,
    coalesce(k.household_rows, 0) > 0 as arrived,
    case when coalesce(l.village_code, k.village_code) = '未定' then '未定' else coalesce(l.village, k.village, k.village_code) end as village,
    k.county as said_county
  from stg_village_list l
  full outer join known k on k.village_code = l.village_code
),
final as (
  select n.village_code, n.village, n.listed, n.expected, n.arrived,
    case when n.listed then substr(n.village_code, 1, 9) else '未定' end as township_code,
    case when n.listed then t.township else '未定' end as township,
    coalesce(c.county_code, m.county_code, '未定') as county_code,
    coalesce(c.county, m.county, '未定') as county,
    v.poor_village
  from named n
  left join townships t on t.township_code = substr(n.village_code, 1, 9)
  left join counties c on c.county_code = substr(n.village_code, 1, 6)
  left join county_names m on m.county = n.said_county
  left join stg_village v on v.village_code = n.village_code
)
select * from final
