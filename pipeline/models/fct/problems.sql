-- about: the findings in the order of the sheets, for whoever mends them
-- grain: place_order
-- publish: frame/problems
-- order: place_order
with final as (
  select f.place_order, f.severity, f.file, f.sheet, f.cell, f.header, f.value, f.message, f.mend, f.household_id,
    coalesce(v.township, '') as township, coalesce(v.village, '') as village, f.rule
  from int_finding f
  left join int_village v on v.village_code = f.found_village
)
select * from final
