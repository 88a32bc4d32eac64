-- about: the member sheets, one row a person of a household; a copy that came again is left out; id_key is an ID number without a flaw, the only kind that is joined on
-- grain: _file, _sheet, _row
with superseded as (
  select distinct s.file, s.sheet
  from stg_superseded_sheet s
  left join meta_intake i on i.file = s.file and i.sheet = s.sheet
  -- a wide household and member sheet goes with its households
  where s.kind = 'member' or (s.kind = 'household' and i.kind = 'household_member')
),
arrived as (
  select r.*, case when instr(r._nokey, ';id_number;') = 0 then r.id_number end as id_key
  from raw_member r
  left join superseded s on s.file = r._file and s.sheet = r._sheet
  where s.file is null
),
-- few come twice: these alone are put in order
repeated as (
  select household_id, id_key, coalesce(name, '') as name
  from arrived
  where id_key is not null
  group by household_id, id_key, coalesce(name, '')
  having count(*) > 1
),
copies as (
  select a._file as file, a._sheet as sheet, a._row as row,
    row_number() over (partition by a.household_id, a.id_key, coalesce(a.name, '') order by a._file, a._sheet, a._row) as copy
  from arrived a
  join repeated d on d.household_id is not distinct from a.household_id and d.id_key = a.id_key and d.name = coalesce(a.name, '')
),
kept as (
  select a.*,
    coalesce(a.birth_date,
      case when length(a.id_key) in (18, 20, 22)
        then try_cast(concat_ws('-', substr(a.id_key, 7, 4), substr(a.id_key, 11, 2), substr(a.id_key, 13, 2)) as date) end) as born
  from arrived a
  left join copies c on c.file = a._file and c.sheet = a._sheet and c.row = a._row and c.copy > 1
  where c.file is null
),
final as (
  select k.*,
    year(p.as_of) - year(k.born)
      - case when month(k.born) > month(p.as_of) or (month(k.born) = month(p.as_of) and day(k.born) > day(p.as_of)) then 1 else 0 end as age
  from kept k
  cross join ref_setting p
)
select * from final
