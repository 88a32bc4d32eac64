-- about: what villages answered to the findings in their problem lists; of several answers to one finding the latest by 核实日期, or where there is none by when the list was filled in, then by name counts
-- grain: _file, _sheet, _row
with final as (
  select r.finding_id, r.answer, coalesce(r.answer_note, '') as answer_note, r._file, r._sheet, r._row,
    row_number() over (partition by r.finding_id
      order by coalesce(r.answered_on, i.filled_on, date '1900-01-01') desc, coalesce(i.filled_on, date '1900-01-01') desc, r._file desc, r._sheet desc, r._row desc) = 1 as counts
  from raw_answer r
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  where r.answer is not null
)
select * from final
