-- about: what each exit item of a village rests on: columns of the village sheet (village.x) or of the household sheet (household.x), or an indicator (indicator.x); and the row of the village sheet
-- grain: village_code, item
-- publish: trace/exit
-- order: village_code, item
with final as (
  select village_code, item, evidence, file, sheet, row from int_village_exit_measure
)
select * from final
