-- about: what the departments know of persons (部门比对), one row an event, with the household that the person belongs to by ID number; a copy that came again is left out, and a person who stands in two households is of neither
-- grain: _file, _sheet, _row
with people as (
  select substr(id_key, 1, 18) as person_key, min(household_id) as household_id
  from stg_member
  where length(id_key) in (18, 20, 22)
  group by substr(id_key, 1, 18)
  having count(distinct household_id) = 1
),
kept as (
  select r.*, case when instr(r._nokey, ';id_number;') = 0 then substr(r.id_number, 1, 18) end as person_key
  from raw_department r
  left join stg_superseded_sheet s on s.kind = 'department' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
),
final as (
  select k.*, coalesce(p.household_id, h.household_id) as home_household
  from kept k
  left join people p on p.person_key = k.person_key
  left join stg_household h on h.household_id = k.household_id
)
select * from final
