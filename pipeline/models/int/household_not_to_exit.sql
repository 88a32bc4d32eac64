-- about: the households that may not leave poverty this year, with the rules that say so and the first of their cells; a rule that the village answered for no longer counts. The rules themselves are checks of group 不得脱贫, one file each
-- grain: household_id
-- source: indicators §1, 不得脱贫
with held as (
  select f.household_id, f.rule, replace(d.label, '不得脱贫:', '') as label, f.file, f.sheet, f.row, c.kind, c.column_name,
    row_number() over (partition by f.household_id order by f.place_order, c.kind, c.column_name) as nth
  from int_finding f
  left join meta_column c on c.file = f.file and c.sheet = f.sheet and c.letter = f.letter
  join ref_rule r on r.rule = f.rule and r.rule_group = '不得脱贫'
  join ref_definition d on d.kind = 'check' and d.id = f.rule
  where f.state <> '已核实' and f.household_id <> ''
),
summed as (
  select household_id, count(distinct rule) as rules, joined(rule) as rule_ids, joined(label) as reasons
  from held
  group by household_id
),
final as (
  select s.household_id, h.home_village as village_code, s.rules, s.rule_ids, s.reasons, f.kind, f.file, f.sheet, f.row, f.column_name
  from summed s
  join held f on f.household_id = s.household_id and f.nth = 1
  join stg_household h on h.household_id = s.household_id
)
select * from final
