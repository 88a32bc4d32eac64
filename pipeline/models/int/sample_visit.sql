-- about: the households drawn, as the register has them and as they were found: three-valued judgement from the facts on the spot by the register's line, and what counts as an event (核实 cases only)
-- grain: household_id
-- source: indicators §1 (exit standard, identification), §2 by sample: 疑似 and 已举证排除 are listed and are no events; inputs: an empty 核查结论 is judged by the standard from the facts
with facts as (
  select v.batch, v.village_code, s.stratum, s.in_sample, s.in_frame, v.household_id,
    v.sample_class, h.status as register_status,
    coalesce(h.status, case when v.sample_class in ('一般农户', '档外户') then '一般农户' else v.sample_class end) as status,
    coalesce(h.head_name, v.head_name) as head_name, h.verdict as register_verdict, h.excluded_by,
    case when instr(coalesce(v._rejected, ''), ';case_state;') > 0 then '不详' else coalesce(v.case_state, '核实') end as case_state, a.counts, v.conclusion,
    case when a.pending then '待访' when a.reached then '访到' else '未访到' end as response,
    a.approves, v.checker, v.checked_on,
    case when coalesce(v.persons, h.persons, v.register_persons) > 0 then coalesce(v.persons, h.persons, v.register_persons) end as persons,
    v.persons as found_persons, h.persons as register_persons,
    v.per_capita as found_per_capita, h.per_capita as register_per_capita,
    v.food as found_food, v.clothing as found_clothing, v.education as found_education,
    v.medical as found_medical, v.housing as found_housing, v.water as found_water,
    h.food as register_food, h.clothing as register_clothing, h.education as register_education,
    h.medical as register_medical, h.housing as register_housing, h.water as register_water,
    v.per_capita > p.line and v.food and v.clothing and v.education and v.medical and v.housing and v.water as exit_met,
    v.per_capita < p.line as income_below,
    (instr(p.identify_guarantees, ';food;') > 0 and not v.food)
      or (instr(p.identify_guarantees, ';clothing;') > 0 and not v.clothing)
      or (instr(p.identify_guarantees, ';education;') > 0 and not v.education)
      or (instr(p.identify_guarantees, ';medical;') > 0 and not v.medical)
      or (instr(p.identify_guarantees, ';housing;') > 0 and not v.housing)
      or (instr(p.identify_guarantees, ';water;') > 0 and not v.water) as one_fails,
    p.identify_rule, v.weight as given_weight, v.stratum as said_stratum, v.remark,
    v._file as file, v._sheet as sheet, v._row as row,
    h.file as register_file, h.sheet as register_sheet, h.row as register_row,
    s.by_class
  from stg_verification v
  join int_sample_batch b on b.batch = v.batch and b.estimated
  join int_sample_village s on s.village_code = v.village_code
  join int_verification_answer a on a.batch = v.batch and a.household_id = v.household_id
  left join int_household_verdict h on h.household_id = v.household_id
  cross join ref_setting p
),
judged as (
  select *,
    coalesce(sample_class, case when status = '返贫户' then '未脱贫户' when status in ('脱贫户', '一般农户', '未脱贫户') then status else '' end) as class,
    case when identify_rule = 'or' then income_below or one_fails else income_below and one_fails end as poor
  from facts
),
concluded as (
  select *,
    case
      when response <> '访到' then null
      when status = '脱贫户' then case when conclusion = '错退' then '错退' when conclusion is not null then ''
        when exit_met = false then '错退' when exit_met is null then '待核' else '' end
      when status = '一般农户' then case when conclusion = '漏评' then '漏评' when conclusion is not null then ''
        when coalesce(excluded_by, '') <> '' then '' when poor then '漏评' when poor is null then '待核' else '' end
      when status in ('未脱贫户', '返贫户') then '剩余'
      else ''
    end as found_verdict,
    -- who is still poor: what the errors of the register are measured by
    case
      when response <> '访到' then null
      when coalesce(excluded_by, '') <> '' then false
      when status in ('未脱贫户', '返贫户') then case when conclusion = '正确' then true else not exit_met end
    end as remaining_poor
  from judged
),
final as (
  select *,
    status = '脱贫户' as exited,
    status = '一般农户' as unregistered,
    status in ('未脱贫户', '返贫户') as remaining,
    coalesce(found_verdict in ('错退', '漏评'), false) as found_wrong,
    coalesce(found_verdict in ('错退', '漏评') and case_state = '核实', false) as event,
    coalesce(found_verdict in ('错退', '漏评') and case_state = '疑似', false) as suspected,
    -- a state that could not be read may be 核实
    coalesce(found_verdict = '待核' or (found_verdict in ('错退', '漏评') and case_state = '不详'), false) as unresolved
  from concluded
)
select * from final
