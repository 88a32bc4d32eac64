-- about: what the households that were to be visited answered, and whether it counts; evidence names the columns that decided
-- grain: batch, household_id
-- publish: trace/verification
-- order: village_code, household_id, batch, file, sheet, row
with final as (
  select batch, village_code, household_id, reached, counts, approves,
    concat(case when pending then '待访' when not reached then '未访到' when approves then '认可' when not approves then '不认可' else '未答复' end,
      case
        when counts then ''
        when not latest then ',较早的批次,不计'
        when case_state is null then ',核实状态读不出,不计'
        else concat(',', case_state, ',不计')
      end) as answer,
    evidence, conclusion, case_state, approves_policies, approves_measures, approves_exit, approves_cadres, approves_overall,
    rejected, inferred, file, sheet, row
  from int_verification_answer
)
select * from final
