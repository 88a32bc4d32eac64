-- about: the rectification sheets (问题整改台账), one row a problem; of two rows for a problem that of the newer sheet counts, else the first by file, sheet and row
-- grain: problem_id
with kept as (
  select r.*, row_number() over (partition by r.problem_id order by coalesce(i.filled_on, date '1900-01-01') desc, r._file, r._sheet, r._row) as copy
  from raw_rectification r
  left join stg_superseded_sheet s on s.kind = 'rectification' and s.file = r._file and s.sheet = r._sheet
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  where s.file is null
),
final as (
  select * from kept where copy = 1
)
select * from final
