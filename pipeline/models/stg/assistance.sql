-- about: the visits of the helpers (帮扶记录), one row a visit; a copy that came again is left out
-- grain: _file, _sheet, _row
with final as (
  select r.*
  from raw_assistance r
  left join stg_superseded_sheet s on s.kind = 'assistance' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
)
select * from final
