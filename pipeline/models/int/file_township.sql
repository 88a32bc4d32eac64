-- about: the township that a file speaks of: the only one among its rows, else the one that its name holds
-- grain: file
-- finds: places
with placed as (
  select h._file as file, v.township
  from stg_household h
  join int_village v on v.village_code = h.home_village
  union
  select m._file, v.township
  from stg_member m
  join stg_household h on h.household_id = m.household_id
  join int_village v on v.village_code = h.home_village
  union
  select r._file, v.township
  from stg_village r
  join int_village v on v.village_code = r.village_code
  union
  select r._file, v.township
  from stg_verification r
  join int_village v on v.village_code = r.village_code
),
by_row as (
  select file, min(township) as township
  from placed
  where township <> '未定'
  group by file
  having count(distinct township) = 1
),
townships as (
  select distinct township from int_village where township <> '未定'
),
by_name as (
  select i.file, min(t.township) as township
  from meta_intake i
  join townships t on instr(i.file, t.township) > 0
  group by i.file
  having count(distinct t.township) = 1
),
final as (
  select coalesce(r.file, n.file) as file, coalesce(r.township, n.township) as township
  from by_row r
  full outer join by_name n on n.file = r.file
)
select * from final
