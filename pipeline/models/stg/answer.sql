-- about: what villages answered to the findings in their problem lists; of several answers to one the latest by 核实日期, then by when the list was filled in, then by name counts
-- grain: finding_id
with kept as (
  select r.*, row_number() over (partition by r.finding_id
    order by coalesce(r.answered_on, date '1900-01-01') desc, coalesce(i.filled_on, date '1900-01-01') desc, r._file desc, r._sheet desc, r._row desc) as copy
  from raw_answer r
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  where r.answer is not null
),
final as (
  select finding_id, answer, coalesce(answer_note, '') as answer_note, answered_on, _file, _sheet, _row
  from kept
  where copy = 1
)
select * from final
