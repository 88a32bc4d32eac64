-- about: the population (农业户籍人口) of every village by which the incidences are taken: the persons of its households, what its village sheet reports, or that of a frozen year; null where it is not known. 未定 is no village: by the latter two its households are counted in villages of their own
-- grain: village_code
-- source: indicators §2, parameter population
with registered as (
  select village_code, cast(coalesce(sum(persons), 0) as bigint) as persons
  from int_household_verdict
  group by village_code
),
known as (
  select v.village_code, v.expected or v.arrived as needed,
    case p.population
      when 'registered' then coalesce(r.persons, 0)
      when 'reported' then s.persons
      else f.persons
    end as persons,
    r.persons as registered_persons
  from int_village v
  cross join ref_setting p
  left join registered r on r.village_code = v.village_code
  left join stg_village s on s.village_code = v.village_code
  left join ref_frozen_population f on f.village_code = v.village_code
),
final as (
  select village_code, registered_persons,
    -- a village that neither is expected nor came adds nothing
    case when persons is null and (village_code = '未定' or not needed) then 0 else persons end as persons
  from known
)
select * from final
