-- about: to whom the rules of a policy give it: 应享 where every rule of one tier holds, 不应享 where a rule of each tier fails; 另行核实 where nothing but a rule that no sheet tells is open, 不明 where a blank cell leaves it open. Who is not entitled and got nothing is left out
-- grain: policy, subject, file, sheet, row
-- source: indicators §7; 贫困户帮扶责任人培训提纲
with got as (
  select distinct policy, member_file as file, member_sheet as sheet, member_row as row, '人' as subject from int_policy_grant where member_file is not null
  union all
  select distinct g.policy, h._file, h._sheet, h._row, '户' from int_policy_grant g join stg_household h on h.household_id = g.household_id
),
kept as (
  select s.*, a.policy, a.answer, a.tier, a.amount, a.cycle, a.by_hand, a.reason, a.column_name
  from int_policy_subject s
  join int_policy_answer a on a.profile = s.profile
  where a.answer < 4
  union all
  select s.*, a.policy, a.answer, a.tier, a.amount, a.cycle, a.by_hand, a.reason, a.column_name
  from got g
  join int_policy_subject s on s.subject = g.subject and s.file = g.file and s.sheet = g.sheet and s.row = g.row
  join int_policy_answer a on a.profile = s.profile and a.policy = g.policy
  where a.answer = 4
),
final as (
  select policy, subject, kind, file, sheet, row,
    case answer when 1 then '应享' when 2 then '另行核实' when 3 then '不明' else '不应享' end as entitled,
    tier, amount, cycle, by_hand, reason, column_name, village_code, household_id, person_key, name, relationship, age, status
  from kept
)
select * from final
