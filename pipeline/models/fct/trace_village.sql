-- about: where the row of each village sheet stands
-- grain: village_code
-- publish: trace/village
-- order: village_code
with final as (
  select village_code, registered_persons, exited_persons, persons, households, sized_natural_villages, hard_road_villages,
    cleaner_villages, waste_point_villages, safe_water_households, safe_housing_households, electricity_households,
    office_power, office_broadband, television_households, television_willing_households, toilet_households,
    clinic, service_platform, collective_income, cooperatives, _file as file, _sheet as sheet, _row as row
  from stg_village
)
select * from final
