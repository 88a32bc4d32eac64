-- about: the incomes of earlier years (上年收入), one row a household and year; of two rows that of the newer sheet counts, else the first by file, sheet and row
-- grain: household_id, year
with kept as (
  select r.*, row_number() over (partition by r.household_id, r.year order by coalesce(i.filled_on, date '1900-01-01') desc, r._file, r._sheet, r._row) as copy
  from raw_baseline r
  left join stg_superseded_sheet s on s.kind = 'baseline' and s.file = r._file and s.sheet = r._sheet
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  where s.file is null
),
final as (
  select * from kept where copy = 1
)
select * from final
