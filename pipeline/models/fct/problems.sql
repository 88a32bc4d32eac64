-- about: the findings for whoever mends them, township by township: what is settled stands last, before it village by village in the order of the sheets
-- grain: place_order
-- publish: trace/problems
-- order: township, settled_order, village, place_order
-- mask: answer_note=text
with final as (
  select f.place_order, f.finding_id, f.severity, f.file, f.sheet, f.row, f.letter, f.cell, f.header, f.value, f.message, f.mend, f.household_id,
    coalesce(nullif(v.township, '未定'), t.township, '') as township, coalesce(v.village, '') as village, f.rule,
    f.answer, f.answer_note, f.state, case when f.state = '已核实' then 1 else 0 end as settled_order
  from int_finding f
  left join int_village v on v.village_code = f.found_village
  left join int_file_township t on t.file = f.file
)
select * from final
