-- about: the answers of the households that were visited
-- grain: batch, household_id
-- publish: trace/verification
-- order: village_code, household_id, batch
with final as (
  select batch, village_code, household_id, conclusion, approves_policies, approves_measures, approves_exit, approves_cadres, approves_overall,
    _file as file, _sheet as sheet, _row as row
  from stg_verification
)
select * from final
