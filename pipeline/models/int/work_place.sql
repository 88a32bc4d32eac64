-- about: the areas that a row of the projects or the rectification belongs to: its village, else the only township of its name, else the county where there is only one
-- grain: kind, file, sheet, row, level
with rows as (
  select 'project' as kind, _file as file, _sheet as sheet, _row as row, home_village as said_village, township as said_township from stg_project
  union all
  select 'rectification', r._file, r._sheet, r._row, coalesce(r.village_code, n.village_code, h.home_village), r.township
  from stg_rectification r
  left join stg_village_name n on n.township = r.township and n.village = r.village
  left join stg_household h on h.household_id = r.household_id
),
townships as (
  select township, min(township_code) as township_code, min(county_code) as county_code
  from int_village
  where township <> '未定'
  group by township
  having count(distinct township_code) = 1
),
only_county as (
  select min(county_code) as county_code from int_village where county_code <> '未定' having count(distinct county_code) = 1
),
placed as (
  select r.kind, r.file, r.sheet, r.row, v.village_code, coalesce(v.township_code, t.township_code) as township_code,
    coalesce(v.county_code, t.county_code, c.county_code, '未定') as county_code
  from rows r
  left join int_village v on v.village_code = r.said_village and v.village_code <> '未定'
  left join townships t on t.township = r.said_township and v.village_code is null
  left join only_county c on c.county_code is not null
),
final as (
  select kind, file, sheet, row, 'village' as level, village_code as area_code from placed where village_code is not null
  union all
  select kind, file, sheet, row, 'township', township_code from placed where township_code is not null
  union all
  select kind, file, sheet, row, 'county', county_code from placed
)
select * from final
