-- severity: 警告
-- about: 县表填报数与各乡镇表合计不一致
-- message: {county}的县表填 {reported}，{townships}个乡镇的乡镇表合计为 {computed}。
-- mend: 核对县表与各乡镇表,改正有误的一处。
-- source: 指标口径§4(四级汇总)
-- group: 汇总核对
-- confirm: yes
with places as (
  select distinct county_code, county, township_code, township from int_village where expected
),
sums as (
  select a.county_code, min(a.county) as county, count(*) as townships, count(t.township) as come,
    cast(sum(t.villages) as bigint) as villages, count(t.villages) as villages_filled,
    cast(sum(t.households) as bigint) as households, count(t.households) as households_filled,
    cast(sum(t.persons) as bigint) as persons, count(t.persons) as persons_filled,
    cast(sum(t.registered_households) as bigint) as registered_households, count(t.registered_households) as registered_households_filled,
    cast(sum(t.registered_persons) as bigint) as registered_persons, count(t.registered_persons) as registered_persons_filled,
    cast(sum(t.remaining_households) as bigint) as remaining_households, count(t.remaining_households) as remaining_households_filled,
    cast(sum(t.remaining_persons) as bigint) as remaining_persons, count(t.remaining_persons) as remaining_persons_filled,
    cast(sum(t.exited_households) as bigint) as exited_households, count(t.exited_households) as exited_households_filled,
    cast(sum(t.exited_persons) as bigint) as exited_persons, count(t.exited_persons) as exited_persons_filled,
    cast(sum(t.low_income_aid_persons) as bigint) as low_income_aid_persons, count(t.low_income_aid_persons) as low_income_aid_persons_filled,
    cast(sum(t.extreme_poverty_persons) as bigint) as extreme_poverty_persons, count(t.extreme_poverty_persons) as extreme_poverty_persons_filled,
    cast(sum(t.monitored_households) as bigint) as monitored_households, count(t.monitored_households) as monitored_households_filled,
    cast(sum(t.monitored_persons) as bigint) as monitored_persons, count(t.monitored_persons) as monitored_persons_filled
  from places a
  left join stg_township t on t.township_code = a.township_code or (t.township_code is null and t.township = a.township)
  group by a.county_code
),
compared as (
  select c.*, s.county_code as code, s.townships as count_of_townships, s.townships as c_townships,
    case when s.villages_filled = s.townships then s.villages end as c_villages,
    case when s.households_filled = s.townships then s.households end as c_households,
    case when s.persons_filled = s.townships then s.persons end as c_persons,
    case when s.registered_households_filled = s.townships then s.registered_households end as c_registered_households,
    case when s.registered_persons_filled = s.townships then s.registered_persons end as c_registered_persons,
    case when s.remaining_households_filled = s.townships then s.remaining_households end as c_remaining_households,
    case when s.remaining_persons_filled = s.townships then s.remaining_persons end as c_remaining_persons,
    case when s.exited_households_filled = s.townships then s.exited_households end as c_exited_households,
    case when s.exited_persons_filled = s.townships then s.exited_persons end as c_exited_persons,
    case when s.low_income_aid_persons_filled = s.townships then s.low_income_aid_persons end as c_low_income_aid_persons,
    case when s.extreme_poverty_persons_filled = s.townships then s.extreme_poverty_persons end as c_extreme_poverty_persons,
    case when s.monitored_households_filled = s.townships then s.monitored_households end as c_monitored_households,
    case when s.monitored_persons_filled = s.townships then s.monitored_persons end as c_monitored_persons
  from raw_county c
  join sums s on s.county_code = c.county_code or (c.county_code is null and s.county = c.county)
  where s.come = s.townships
),
pairs as (
  select *, 'townships' as column_name, townships as reported, c_townships as computed from compared
  union all select *, 'villages', villages, c_villages from compared
  union all select *, 'households', households, c_households from compared
  union all select *, 'persons', persons, c_persons from compared
  union all select *, 'registered_households', registered_households, c_registered_households from compared
  union all select *, 'registered_persons', registered_persons, c_registered_persons from compared
  union all select *, 'remaining_households', remaining_households, c_remaining_households from compared
  union all select *, 'remaining_persons', remaining_persons, c_remaining_persons from compared
  union all select *, 'exited_households', exited_households, c_exited_households from compared
  union all select *, 'exited_persons', exited_persons, c_exited_persons from compared
  union all select *, 'low_income_aid_persons', low_income_aid_persons, c_low_income_aid_persons from compared
  union all select *, 'extreme_poverty_persons', extreme_poverty_persons, c_extreme_poverty_persons from compared
  union all select *, 'monitored_households', monitored_households, c_monitored_households from compared
  union all select *, 'monitored_persons', monitored_persons, c_monitored_persons from compared
),
final as (
  select 'county' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(reported as string) as value,
    '' as household_id, '' as village_code, code as entity, county,
    cast(reported as string) as reported, cast(computed as string) as computed, cast(count_of_townships as string) as townships
  from pairs
  where reported <> computed
)
select * from final
