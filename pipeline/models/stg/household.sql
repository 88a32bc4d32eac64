-- about: the household sheets, one row a household; a copy that came again is left out, of two rows with one 户编号 the first by file, sheet and row counts; a row without 村代码 finds its village by township and name
-- grain: household_id
with kept as (
  select r.*, row_number() over (partition by r.household_id order by r._file, r._sheet, r._row) as copy
  from raw_household r
  left join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
),
final as (
  select k.*, coalesce(k.village_code, n.village_code, '未定') as home_village
  from kept k
  left join stg_village_name n on n.township = k.township and n.village = k.village
  where k.copy = 1
)
select * from final
