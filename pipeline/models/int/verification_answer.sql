-- about: whether each household of the verification was reached, and whether it approves: true, false, or null for no answer
-- grain: batch, household_id
-- source: indicators §2, approval.rule
with final as (
  select v.batch, v.village_code, v.household_id, v.conclusion,
    v.approves_policies, v.approves_measures, v.approves_exit, v.approves_cadres, v.approves_overall,
    v._file as file, v._sheet as sheet, v._row as row,
    coalesce(v.conclusion, '') <> '未访到' as reached,
    case
      when p.approval_rule = 'overall' then v.approves_overall
      else v.approves_policies and v.approves_measures and v.approves_exit and v.approves_cadres
    end as approves,
    case when p.approval_rule = 'overall' then 'approves_overall' else 'approves_policies;approves_measures;approves_exit;approves_cadres' end as evidence
  from stg_verification v
  cross join ref_setting p
)
select * from final
