-- about: sheets of which a newer copy came: at least half of the households of a household sheet, or all keys of another, stand again in a sheet of the same kind that was filled later, or, on the same day, has the later name
-- grain: kind, file, sheet
with keys as (
  select 'household' as kind, _file as file, _sheet as sheet,
    concat_ws('/', township, village, household_id) as key
  from raw_household
  union
  select 'member', _file, _sheet, concat_ws('/', household_id, id_number, name) from raw_member
  union
  select 'village', _file, _sheet, village_code from raw_village
  union
  select 'township', _file, _sheet, township from raw_township
  union
  select 'verification', _file, _sheet, concat_ws('/', batch, village_code, household_id) from raw_verification
  union
  select 'county', _file, _sheet, county from raw_county
  union
  select 'baseline', _file, _sheet, concat_ws('/', household_id, year) from raw_baseline
  union
  select 'work_team', _file, _sheet, concat_ws('/', village_code, year, quarter, name) from raw_work_team
  union
  select 'project', _file, _sheet, project_id from raw_project
  union
  select 'rectification', _file, _sheet, problem_id from raw_rectification
  union
  select 'frame', _file, _sheet, concat_ws('/', batch, village_code) from raw_frame
  -- of what happens again and again only the very same happening is a copy
  union
  select 'policy', _file, _sheet, concat_ws('/', household_id, coalesce(id_number, '-'), policy, coalesce(amount, -1), coalesce(paid_on, date '1900-01-01'), coalesce(period, '-')) from raw_policy
  union
  select 'assistance', _file, _sheet, concat_ws('/', household_id, helper, visited_on, coalesce(visit_kind, '-')) from raw_assistance
  union
  select 'department', _file, _sheet, concat_ws('/', id_number, department, item, coalesce(amount, -1), coalesce(quantity, -1), coalesce(occurred_on, date '1900-01-01')) from raw_department
),
sheets as (
  select k.kind, k.file, k.sheet, count(*) as keys, max(coalesce(i.filled_on, date '1900-01-01')) as filled_on
  from keys k
  left join meta_intake i on i.file = k.file and i.sheet = k.sheet
  group by k.kind, k.file, k.sheet
),
shared as (
  select a.kind, a.file, a.sheet, b.file as newer_file, b.sheet as newer_sheet, count(*) as keys
  from keys a
  join keys b on b.kind = a.kind and b.key = a.key and (b.file <> a.file or b.sheet <> a.sheet)
  group by a.kind, a.file, a.sheet, b.file, b.sheet
),
final as (
  select a.kind, a.file, a.sheet,
    min(concat(b.file, ' › ', b.sheet)) as newer
  from shared s
  join sheets a on a.kind = s.kind and a.file = s.file and a.sheet = s.sheet
  join sheets b on b.kind = s.kind and b.file = s.newer_file and b.sheet = s.newer_sheet
  -- a village sends its household sheet whole; other sheets may come again in part
  where (s.keys = a.keys or (a.kind = 'household' and 2 * s.keys >= a.keys))
    and (b.filled_on > a.filled_on
      or (b.filled_on = a.filled_on and (b.file > a.file or (b.file = a.file and b.sheet > a.sheet))))
  group by a.kind, a.file, a.sheet
)
select * from final
