-- about: what is wrong with the data, from the readers and from the checks
-- grain: finding_id
-- publish: data/findings
-- order: finding_id
with final as (
  select finding_id, rule, severity, file, sheet, cell, header, value, message, mend, household_id, found_village as village_code
  from int_finding
)
select * from final
