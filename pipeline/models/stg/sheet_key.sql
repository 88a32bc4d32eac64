-- about: what tells the rows of a sheet apart, the household, the person, the payment: a sheet whose keys stand in another is a copy
-- grain: file, sheet, row
-- finds: copies
with final as (
  select 'household' as kind, _file as file, _sheet as sheet,
    concat_ws('/', township, village, household_id) as key
  from raw_household
  union all
  select 'member', _file, _sheet, concat_ws('/', household_id, id_number, name) from raw_member
  union all
  select 'village', _file, _sheet, village_code from raw_village
  union all
  select 'township', _file, _sheet, township from raw_township
  union all
  select 'verification', _file, _sheet, concat_ws('/', batch, village_code, household_id) from raw_verification
  union all
  select 'county', _file, _sheet, county from raw_county
  union all
  select 'baseline', _file, _sheet, concat_ws('/', household_id, year) from raw_baseline
  union all
  select 'work_team', _file, _sheet, concat_ws('/', village_code, year, quarter, name) from raw_work_team
  union all
  select 'project', _file, _sheet, project_id from raw_project
  union all
  select 'rectification', _file, _sheet, problem_id from raw_rectification
  union all
  select 'frame', _file, _sheet, concat_ws('/', batch, village_code) from raw_frame
  -- of what happens again and again only the very same happening is a copy
  union all
  select 'policy', _file, _sheet, concat_ws('/', household_id, coalesce(id_number, '-'), policy, coalesce(amount, -1), coalesce(paid_on, date '1900-01-01'), coalesce(period, '-')) from raw_policy
  union all
  select 'assistance', _file, _sheet, concat_ws('/', household_id, helper, visited_on, coalesce(visit_kind, '-')) from raw_assistance
  union all
  select 'department', _file, _sheet, concat_ws('/', id_number, department, item, coalesce(amount, -1), coalesce(quantity, -1), coalesce(occurred_on, date '1900-01-01')) from raw_department
)
select * from final
