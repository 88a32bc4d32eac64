-- about: the member sheets, one row a person of a household; a copy that came again is left out; id_key is an ID number without a flaw, the only kind that is joined on
-- grain: _file, _sheet, _row
with kept as (
  select r.*,
    case when instr(r._nokey, ';id_number;') = 0 then r.id_number end as id_key,
    row_number() over (partition by r.household_id, coalesce(case when instr(r._nokey, ';id_number;') = 0 then r.id_number end || '/' || coalesce(r.name, ''), concat('row/', r._file, '/', r._sheet, '/', cast(r._row as string))) order by r._file, r._sheet, r._row) as copy,
    coalesce(r.birth_date,
      case when length(r.id_number) in (18, 20, 22) and instr(r._nokey, ';id_number;') = 0
        then try_cast(concat_ws('-', substr(r.id_number, 7, 4), substr(r.id_number, 11, 2), substr(r.id_number, 13, 2)) as date) end) as born
  from raw_member r
  -- a wide household and member sheet goes with its households
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  left join stg_superseded_sheet s on s.file = r._file and s.sheet = r._sheet
    and (s.kind = 'member' or (s.kind = 'household' and i.kind = 'household_member'))
  where s.file is null
),
final as (
  select k.*,
    year(p.as_of) - year(k.born)
      - case when month(k.born) > month(p.as_of) or (month(k.born) = month(p.as_of) and day(k.born) > day(p.as_of)) then 1 else 0 end as age
  from kept k
  cross join ref_setting p
  where k.copy = 1
)
select * from final
