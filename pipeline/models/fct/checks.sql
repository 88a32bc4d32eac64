-- about: what the readers and the checks look for, with the thresholds in force and what they found this time
-- grain: rule
-- publish: trace/checks
-- order: group_order, rule
with counted as (
  select rule, count(*) as findings, count(*) filter (where state = '已核实') as settled,
    count(distinct nullif(household_id, '')) as households
  from int_finding
  group by rule
),
final as (
  select d.id as rule, coalesce(r.rule_group, '') as rule_group, coalesce(r.group_order, 0) as group_order,
    case when d.label = '' then d.definition else d.label end as about, d.severity, d.source,
    coalesce(r.confirmable, false) as confirmable, coalesce(r.thresholds, '') as thresholds,
    coalesce(c.findings, 0) as findings, coalesce(c.households, 0) as households, coalesce(c.settled, 0) as settled
  from ref_definition d
  left join ref_rule r on r.rule = d.id
  left join counted c on c.rule = d.id
  where d.kind = 'check'
)
select * from final
