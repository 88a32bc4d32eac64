-- about: the township sheets as reported, one row a township; of two rows for a township the first by file, sheet and row counts
-- grain: township
with kept as (
  select r.*, row_number() over (partition by r.township order by r._file, r._sheet, r._row) as copy
  from raw_township r
  left join stg_superseded_sheet s on s.kind = 'township' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
),
final as (
  select * from kept where copy = 1
)
select * from final
