-- about: what the households that were to be visited answered; evidence names the columns that decided
-- grain: batch, household_id
-- publish: trace/verification
-- order: village_code, household_id, batch, file, sheet, row
with final as (
  select batch, village_code, household_id, reached, approves,
    case when not reached then '未访到' when approves then '认可' when not approves then '不认可' else '未答复' end as answer,
    evidence, file, sheet, row
  from int_verification_answer
)
select * from final
