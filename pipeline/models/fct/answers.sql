-- about: every answer that came back in a problem list, and what became of it
-- grain: file, sheet, row
-- publish: trace/answers
-- order: file, sheet, row
-- mask: answer_note=text
with final as (
  select a.finding_id, a.answer, a.answer_note, a._file as file, a._sheet as sheet, a._row as row,
    case when not a.counts then '另有较新的答复' else coalesce(f.state, '本次已无此问题') end as state, coalesce(f.message, '') as message,
    coalesce(f.household_id, '') as household_id, coalesce(f.found_village, '') as village_code
  from stg_answer a
  left join int_finding f on f.finding_id = a.finding_id
)
select * from final
