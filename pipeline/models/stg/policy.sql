-- about: the policies received, one row a payment, with the year that each is of; a copy that came again is left out. A school year is the year in which it begins
-- grain: _file, _sheet, _row
with final as (
  select r.*, coalesce(try_cast(substr(r.period, 1, 4) as bigint), year(r.paid_on)) as year,
    case when instr(r._nokey, ';id_number;') = 0 then substr(r.id_number, 1, 18) end as person_key
  from raw_policy r
  left join stg_superseded_sheet s on s.kind = 'policy' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
)
select * from final
