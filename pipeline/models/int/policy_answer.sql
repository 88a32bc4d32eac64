-- about: what the rules of a policy answer for everyone of a profile, by the tier that decides: 1 every rule holds, 2 nothing but a rule that no sheet tells is open, 3 a blank cell leaves it open, 4 a rule fails; with what the rules found, and the column of the first
-- grain: policy, profile
-- source: indicators §7; 贫困户帮扶责任人培训提纲
with profiles as (
  select distinct subject, profile, school_status, disabled, disability_level, low_income_aid, extreme_poverty_aid, age, status, relocated, house_grade
  from int_policy_subject
),
asked as (
  select p.profile, r.policy, r.tier_order, r.rule_order, r.label, r.comparator, r.value_number, r.value_texts,
    case r.fact when 'age' then p.age when 'disability_level' then p.disability_level end as number,
    case r.fact
      when 'school_status' then p.school_status when 'disabled' then p.disabled when 'low_income_aid' then p.low_income_aid
      when 'extreme_poverty_aid' then p.extreme_poverty_aid when 'relocated' then p.relocated when 'status' then p.status
      when 'house_grade' then p.house_grade
    end as text,
    case r.fact
      when 'school_status' then 'school_status' when 'disabled' then 'health' when 'disability_level' then 'disability_level'
      when 'low_income_aid' then 'low_income_aid' when 'extreme_poverty_aid' then 'extreme_poverty_aid' when 'age' then 'id_number'
      when 'house_grade' then 'house_grade' when 'relocated' then 'relocated' when 'status' then case p.subject when '户' then 'status' end
    end as column_name
  from profiles p
  join ref_policy_rule r on r.subject = p.subject and r.fact is not null
),
judged as (
  select *,
    case
      when value_number is not null then case comparator
        when '<' then number < value_number when '<=' then number <= value_number when '=' then number = value_number
        when '>' then number > value_number when '>=' then number >= value_number end
      when text is not null then instr(value_texts, concat(';', text, ';')) > 0
    end as holds
  from asked
),
tiers as (
  select j.policy, j.profile, j.tier_order,
    case when count(*) filter (where not j.holds) > 0 then 4
      when count(*) filter (where j.holds is null) > 0 then 3
      when min(t.by_hand) is not null then 2 else 1 end as answer,
    joined(concat(j.label, case when j.number is not null then plain(j.number) when j.text is not null then concat('“', j.text, '”') else '不明' end)) as reason,
    min(case when j.rule_order = 1 then j.column_name end) as column_name
  from judged j
  join ref_policy t on t.policy = j.policy and t.tier_order = j.tier_order
  group by j.policy, j.profile, j.tier_order
),
-- a tier that gives it outright, else one that a blank leaves open, before one that waits to be looked at
ranked as (
  select *, row_number() over (partition by policy, profile order by case answer when 1 then 1 when 3 then 2 when 2 then 3 else 4 end, tier_order) as nth
  from tiers
),
final as (
  select r.policy, r.profile, r.answer, t.tier, t.amount, t.cycle, t.by_hand, r.reason, r.column_name
  from ranked r
  join ref_policy t on t.policy = r.policy and t.tier_order = r.tier_order
  where r.nth = 1
)
select * from final
