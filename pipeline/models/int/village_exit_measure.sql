-- about: what is measured of a poor village (贫困村) under each exit item; a missing figure is null, a denominator of 0 means that the item does not apply; evidence names the columns of the village sheet that it rests on, none where the household sheets decide
-- grain: village_code, item
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018), nine standards
with poor as (
  select v.* from stg_village v where v.poor_village
),
registered as (
  select village_code,
    cast(coalesce(sum(persons) filter (where verdict = '剩余'), 0) as bigint) as remaining,
    cast(coalesce(sum(persons), 0) as bigint) as persons
  from int_household_verdict
  group by village_code
),
measured as (
  -- the household sheets count where they have come, else what the village reports
  select p.village_code, 'incidence' as item,
    coalesce(r.remaining, p.registered_persons - p.exited_persons) as numerator,
    case when r.village_code is not null then r.persons else p.persons end as denominator,
    cast(null as decimal(28, 10)) as amount,
    case when r.village_code is not null then '' else 'registered_persons;exited_persons;persons' end as evidence
  from poor p
  left join registered r on r.village_code = p.village_code
  union all select village_code, 'roads', hard_road_villages, sized_natural_villages, null, 'hard_road_villages;sized_natural_villages' from poor
  union all select village_code, 'water', safe_water_households, households, null, 'safe_water_households;households' from poor
  union all select village_code, 'housing', safe_housing_households, households, null, 'safe_housing_households;households' from poor
  union all select village_code, 'electricity', electricity_households, households, null, 'electricity_households;households' from poor
  union all select village_code, 'power', case when office_power then 1 when not office_power then 0 end, 1, null, 'office_power' from poor
  union all select village_code, 'broadband', case when office_broadband then 1 when not office_broadband then 0 end, 1, null, 'office_broadband' from poor
  union all select village_code, 'television', television_households, television_willing_households, null, 'television_households;television_willing_households' from poor
  union all select village_code, 'cleaners', cleaner_villages, sized_natural_villages, null, 'cleaner_villages;sized_natural_villages' from poor
  union all select village_code, 'waste_points', waste_point_villages, sized_natural_villages, null, 'waste_point_villages;sized_natural_villages' from poor
  union all select village_code, 'toilets', toilet_households, households, null, 'toilet_households;households' from poor
  union all select village_code, 'clinic', case when clinic then 1 when not clinic then 0 end, 1, null, 'clinic' from poor
  union all select village_code, 'service_platform', case when service_platform then 1 when not service_platform then 0 end, 1, null, 'service_platform' from poor
  -- whole yuan as numerator; the exact amount is what is compared
  union all select village_code, 'collective_income', cast(floor(collective_income) as bigint), 1, collective_income, 'collective_income' from poor
),
final as (
  select m.*, p._file as file, p._sheet as sheet, p._row as row
  from measured m
  join poor p on p.village_code = m.village_code
)
select * from final
