-- about: the findings in the order of the sheets, for whoever mends them, each under the township that is to see to it
-- grain: place_order
-- publish: trace/problems
-- order: place_order
-- mask: answer_note=text
with final as (
  select f.place_order, f.finding_id, f.severity, f.file, f.sheet, f.row, f.letter, f.cell, f.header, f.value, f.message, f.mend, f.household_id,
    coalesce(nullif(v.township, '未定'), t.township, '') as township, coalesce(v.village, '') as village, f.rule,
    f.answer, f.answer_note, f.state
  from int_finding f
  left join int_village v on v.village_code = f.found_village
  left join int_file_township t on t.file = f.file
)
select * from final
