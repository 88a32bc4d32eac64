-- about: whether each household of the verification was reached (pending: nobody has been there yet), whether it approves (true, false, or null for no answer), and whether the answer counts: only of the latest batch, and only where the case is settled as 核实 (a blank state is); 疑似 and 已举证排除 are listed
-- grain: batch, household_id
-- source: indicators §2, approval.rule
with visits as (
  select *,
    -- a form that was handed out and holds nothing yet
    conclusion is null and persons is null and per_capita is null
      and food is null and clothing is null and education is null and medical is null and housing is null and water is null
      and approves_policies is null and approves_measures is null and approves_exit is null and approves_cadres is null and approves_overall is null
      and coalesce(_rejected, '') = '' as pending
  from stg_verification
),
final as (
  select v.batch, v.village_code, v.household_id, v.conclusion,
    v.approves_policies, v.approves_measures, v.approves_exit, v.approves_cadres, v.approves_overall,
    v._rejected as rejected, v._inferred as inferred, v._file as file, v._sheet as sheet, v._row as row,
    v.pending,
    not v.pending and coalesce(v.conclusion, '') <> '未访到' as reached,
    b.estimated as latest,
    v.case_state,
    -- a state that could not be read is not known to be 核实
    b.estimated and coalesce(v.case_state, '核实') = '核实' and instr(v._rejected, ';case_state;') = 0 as counts,
    case
      when p.approval_rule = 'overall' then v.approves_overall
      else v.approves_policies and v.approves_measures and v.approves_exit and v.approves_cadres
    end as approves,
    case when v.conclusion = '未访到' then 'conclusion' when p.approval_rule = 'overall' then 'approves_overall' else 'approves_policies;approves_measures;approves_exit;approves_cadres' end as evidence
  from visits v
  join int_sample_batch b on b.batch = v.batch
  cross join ref_setting p
)
select * from final
