-- about: the columns of the village sheet that each exit item of a village rests on, and the row they stand in; no columns where the household sheets decide
-- grain: village_code, item
-- publish: trace/exit
-- order: village_code, item
with final as (
  select village_code, item, evidence, file, sheet, row from int_village_exit_measure
)
select * from final
