-- about: the population of each village as a whole, where the incidences are taken by it, with the cell of the village sheet that it was read from
-- grain: village_code
-- publish: trace/population
-- order: village_code
with final as (
  select n.village_code, n.persons,
    case when p.population = 'reported' then s._file end as file, case when p.population = 'reported' then s._sheet end as sheet,
    case when p.population = 'reported' then s._row end as row
  from int_population n
  cross join ref_setting p
  left join stg_village s on s.village_code = n.village_code
  where p.population <> 'registered'
)
select * from final
