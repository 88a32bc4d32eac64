-- about: to whom the rules of a policy give it: 应享 where every rule of one tier holds, 不应享 where a rule of each tier fails; 另行核实 where nothing but a rule that no sheet tells is open, 不明 where a blank cell leaves it open. Who is not entitled and got nothing is left out
-- grain: policy, subject, file, sheet, row
-- source: indicators §7; 贫困户帮扶责任人培训提纲
with judged as (
  select s.subject, s.kind, s.file, s.sheet, s.row, r.policy, r.tier_order,
    case
      when r.value_number is not null then case r.comparator
        when '<' then s.number < r.value_number when '<=' then s.number <= r.value_number when '=' then s.number = r.value_number
        when '>' then s.number > r.value_number when '>=' then s.number >= r.value_number end
      when s.text is not null then instr(r.value_texts, concat(';', s.text, ';')) > 0
    end as holds
  from int_policy_subject s
  join ref_policy_rule r on r.subject = s.subject and r.fact = s.fact
),
tiers as (
  select j.subject, j.kind, j.file, j.sheet, j.row, j.policy, j.tier_order,
    case when count(*) filter (where not j.holds) > 0 then 4
      when count(*) filter (where j.holds is null) > 0 then 3
      when min(t.by_hand) is not null then 2 else 1 end as answer
  from judged j
  join ref_policy t on t.policy = j.policy and t.tier_order = j.tier_order
  group by j.subject, j.kind, j.file, j.sheet, j.row, j.policy, j.tier_order
),
-- a tier that gives it outright, else one that a blank leaves open, before one that waits to be looked at
ranked as (
  select *, row_number() over (partition by policy, subject, file, sheet, row
    order by case answer when 1 then 1 when 3 then 2 when 2 then 3 else 4 end, tier_order) as nth
  from tiers
),
got as (
  select distinct policy, member_file as file, member_sheet as sheet, member_row as row, '人' as subject from int_policy_grant where member_file is not null
  union all
  select distinct g.policy, h._file, h._sheet, h._row, '户' from int_policy_grant g join stg_household h on h.household_id = g.household_id
),
kept as (
  select r.* from ranked r
  left join got g on g.policy = r.policy and g.subject = r.subject and g.file = r.file and g.sheet = r.sheet and g.row = r.row
  where r.nth = 1 and (r.answer < 4 or g.policy is not null)
),
-- what the rules found, for those that are kept
worded as (
  select k.policy, k.subject, k.file, k.sheet, k.row,
    joined(concat(r.label, case when s.number is not null then plain(s.number) when s.text is not null then concat('“', s.text, '”') else '不明' end)) as reason,
    min(case when r.rule_order = 1 then s.column_name end) as column_name
  from kept k
  join ref_policy_rule r on r.policy = k.policy and r.tier_order = k.tier_order
  join int_policy_subject s on s.subject = k.subject and s.file = k.file and s.sheet = k.sheet and s.row = k.row and s.fact = r.fact
  group by k.policy, k.subject, k.file, k.sheet, k.row
),
person as (
  select distinct subject, file, sheet, row, village_code, household_id, person_key, name, relationship, age, status from int_policy_subject
),
final as (
  select k.policy, k.subject, k.kind, k.file, k.sheet, k.row,
    case k.answer when 1 then '应享' when 2 then '另行核实' when 3 then '不明' else '不应享' end as entitled,
    t.tier, t.amount, t.cycle, t.by_hand, w.reason, w.column_name,
    p.village_code, p.household_id, p.person_key, p.name, p.relationship, p.age, p.status
  from kept k
  join ref_policy t on t.policy = k.policy and t.tier_order = k.tier_order
  join worded w on w.policy = k.policy and w.subject = k.subject and w.file = k.file and w.sheet = k.sheet and w.row = k.row
  join person p on p.subject = k.subject and p.file = k.file and p.sheet = k.sheet and p.row = k.row
)
select * from final
