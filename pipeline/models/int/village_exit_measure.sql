-- about: what is measured of a poor village (贫困村) under each exit item; a missing figure is null, a denominator of 0 means that the item does not apply, unknown counts what may belong to the numerator; evidence names the columns of the village sheet or the household sheet, or the indicator, that it rests on
-- grain: village_code, item
-- items: incidence;roads;water;housing;electricity;power;broadband;television;cleaners;waste_points;toilets;clinic;service_platform;collective_income;collective_or_cooperative;medical;education
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018), nine standards; the lists of other provinces in village_exit.csv
with poor as (
  select v.* from stg_village v where v.poor_village
),
registered as (
  select village_code, count(*) as households,
    cast(coalesce(sum(persons) filter (where verdict = '剩余'), 0) as bigint) as remaining,
    cast(coalesce(sum(persons) filter (where status is null), 0) as bigint) as unknown_status,
    count(*) filter (where medical) as medical, count(*) filter (where medical is null) as medical_unknown,
    count(*) filter (where education) as education, count(*) filter (where education is null) as education_unknown
  from int_household_verdict
  group by village_code
),
-- the household sheets count where they have come, else what the village reports; the population is that of the incidences
remaining as (
  select p.village_code, r.village_code is not null as arrived, t.population,
    coalesce(r.remaining, p.registered_persons - p.exited_persons) as numerator,
    case when t.population = 'registered' and r.village_code is null then p.persons else n.persons end as denominator,
    coalesce(r.unknown_status, 0) as unknown
  from poor p
  cross join ref_setting t
  left join registered r on r.village_code = p.village_code
  left join int_population n on n.village_code = p.village_code
),
measured as (
  select village_code, 'incidence' as item, numerator,
    -- fewer people than poor people: one of the two is wrong
    case when numerator <= denominator then denominator end as denominator,
    unknown,
    cast(null as decimal(28, 10)) as amount,
    case when arrived then 'indicator.registered_incidence'
      when population = 'frozen' then 'village.registered_persons;village.exited_persons'
      else 'village.registered_persons;village.exited_persons;village.persons' end as evidence
  from remaining
  union all select village_code, 'roads', hard_road_villages, sized_natural_villages, 0, null, 'village.hard_road_villages;village.sized_natural_villages' from poor
  union all select village_code, 'water', safe_water_households, households, 0, null, 'village.safe_water_households;village.households' from poor
  union all select village_code, 'housing', safe_housing_households, households, 0, null, 'village.safe_housing_households;village.households' from poor
  union all select village_code, 'electricity', electricity_households, households, 0, null, 'village.electricity_households;village.households' from poor
  union all select village_code, 'power', case when office_power then 1 when not office_power then 0 end, 1, 0, null, 'village.office_power' from poor
  union all select village_code, 'broadband', case when office_broadband then 1 when not office_broadband then 0 end, 1, 0, null, 'village.office_broadband' from poor
  union all select village_code, 'television', television_households, television_willing_households, 0, null, 'village.television_households;village.television_willing_households' from poor
  union all select village_code, 'cleaners', cleaner_villages, sized_natural_villages, 0, null, 'village.cleaner_villages;village.sized_natural_villages' from poor
  union all select village_code, 'waste_points', waste_point_villages, sized_natural_villages, 0, null, 'village.waste_point_villages;village.sized_natural_villages' from poor
  union all select village_code, 'toilets', toilet_households, households, 0, null, 'village.toilet_households;village.households' from poor
  union all select village_code, 'clinic', case when clinic then 1 when not clinic then 0 end, 1, 0, null, 'village.clinic' from poor
  union all select village_code, 'service_platform', case when service_platform then 1 when not service_platform then 0 end, 1, 0, null, 'village.service_platform' from poor
  -- whole yuan as numerator; the exact amount is what is compared
  union all select village_code, 'collective_income', cast(floor(collective_income) as bigint), 1, 0, collective_income, 'village.collective_income' from poor
  union all select village_code, 'collective_or_cooperative',
    case when collective_income > 0 or cooperatives > 0 then 1 when collective_income <= 0 and cooperatives = 0 then 0 end, 1, 0, null,
    'village.collective_income;village.cooperatives' from poor
  -- the village sheet does not ask for these two
  union all select p.village_code, 'medical', r.medical, r.households, coalesce(r.medical_unknown, 0), null, 'household.medical'
    from poor p left join registered r on r.village_code = p.village_code
  union all select p.village_code, 'education', r.education, r.households, coalesce(r.education_unknown, 0), null, 'household.education'
    from poor p left join registered r on r.village_code = p.village_code
),
final as (
  select m.*, p._file as file, p._sheet as sheet, p._row as row
  from measured m
  join poor p on p.village_code = m.village_code
)
select * from final
