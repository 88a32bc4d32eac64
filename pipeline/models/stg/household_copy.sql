-- about: rows of household sheets that do not count because an earlier row has the same 户编号
-- grain: file, sheet, row
with arrived as (
  select r.household_id, r.village_code, r.township, r.village, r._file as file, r._sheet as sheet, r._row as row
  from raw_household r
  left join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
),
-- few come twice: these alone are put in order
repeated as (
  select household_id from arrived group by household_id having count(*) > 1
),
kept as (
  select a.*, row_number() over (partition by a.household_id order by a.file, a.sheet, a.row) as copy
  from arrived a
  join repeated d on d.household_id is not distinct from a.household_id
),
final as (
  select k.household_id, coalesce(k.village_code, n.village_code, '未定') as village_code, k.file, k.sheet, k.row
  from kept k
  left join stg_village_name n on n.township = k.township and n.village = k.village
  where k.copy > 1
)
select * from final
