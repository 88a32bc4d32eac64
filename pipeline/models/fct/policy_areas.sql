-- about: what became of every policy by area: how often each outcome, over how many households and persons, what was received and what the standard is; all policies together in a row of their own
-- label: 政策落实情况
-- definition: 县、各乡镇、各村每项政策每种落实情况一行,各项政策合计的另有一行
-- grain: period, level, area_code, policy, state
-- publish: data/policy_areas
-- order: period, level, area_code, policy, state
-- columns: period=评估年度;level=级别:county、township、village;area_code=区划代码;area_name=名称;policy=政策,各项合计的为空;subject=按人或按户享受,合计的为空;state=落实情况:应享已享、应享未享、享受标准不符、不应享而享、不可重复而重复、条件待核、待核、数据缺;cases=人次,按户享受的为户次;households=涉及的户数,一户只计一次;persons=涉及的人数:按人享受的一人只计一次,按户享受的为该户人口,合计行只计按人享受的;persons_unknown=按户享受而人口不明的户,不在人数内;received=评估年度享受的金额,元;payments=笔数
-- source: indicators §7
with placed as (
  select a.level, a.area_code, a.area_name, s.policy, s.subject, s.state, s.household_id, s.received, s.payments,
    concat_ws('/', s.file, s.sheet, cast(s.row as string)) as place, v.persons as home_persons
  from int_policy_state s
  join int_village_area a on a.village_code = s.village_code
  left join int_household_verdict v on v.household_id = s.household_id
),
told as (
  select * from placed
  union all
  select level, area_code, area_name, '', subject, state, household_id, received, payments, place, home_persons from placed
),
sums as (
  select level, area_code, min(area_name) as area_name, policy, case when policy <> '' then min(subject) else '' end as subject, state, count(*) as cases,
    count(distinct household_id) as households,
    count(distinct case when subject = '人' then place end) + coalesce(sum(case when subject = '户' and policy <> '' then home_persons end), 0) as persons,
    count(*) filter (where subject = '户' and policy <> '' and home_persons is null) as persons_unknown, sum(received) as received, sum(payments) as payments
  from told
  group by level, area_code, policy, state
),
final as (
  select p.period, s.level, s.area_code, s.area_name, s.policy, s.subject, s.state, s.cases, s.households,
    cast(s.persons as bigint) as persons, s.persons_unknown, cast(coalesce(s.received, 0) as decimal(18, 2)) as received, cast(s.payments as bigint) as payments
  from sums s
  cross join ref_setting p
)
select * from final
