-- about: the answers of the households that were visited
-- grain: batch, household_id
-- publish: trace/verification
-- order: village_code, household_id, batch
with final as (
  select batch, village_code, household_id, reached, approves, file, sheet, row
  from int_verification_answer
)
select * from final
