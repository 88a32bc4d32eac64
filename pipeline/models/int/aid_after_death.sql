-- about: who is on the list of the dead and is paid in a later month, or stands in the member sheet as receiving 低保 or 特困供养
-- grain: file, sheet, row, column_name
-- source: indicators §6; 农村低收入人口帮扶工作方案
with dead as (
  select person_key, min(home_household) as household_id, min(occurred_on) as died_on
  from stg_department
  cross join ref_setting p
  where item = '死亡' and person_key is not null and home_household is not null and (occurred_on is null or occurred_on <= p.as_of)
  group by person_key
),
named as (
  select person_key, household_id, min(name) as name, min(relationship) as relationship, min(age) as age
  from int_member_fact
  where person_key is not null
  group by person_key, household_id
),
rows as (
  select d.person_key, d.household_id, d.died_on, concat(g.policy, coalesce(concat(plain(g.amount), '元'), ''), ',', cast(g.paid_on as string), '发放') as received, g.paid_on,
    'policy' as kind, g._file as file, g._sheet as sheet, g._row as row, 'paid_on' as column_name
  from dead d
  join stg_policy g on g.person_key = d.person_key
  where g.paid_on > d.died_on and (year(g.paid_on) > year(d.died_on) or month(g.paid_on) > month(d.died_on))
  union all
  select d.person_key, d.household_id, d.died_on, concat('人表仍填', case when m.low_income_aid then '享受低保' else '特困供养' end), cast(null as date),
    'member', m.file, m.sheet, m.row, case when m.low_income_aid then 'low_income_aid' else 'extreme_poverty_aid' end
  from dead d
  join int_member_fact m on m.person_key = d.person_key and m.household_id = d.household_id
  where m.low_income_aid or m.extreme_poverty_aid
),
final as (
  select r.household_id, h.home_village as village_code, n.name, n.relationship, n.age, r.died_on, r.paid_on, r.received, r.kind, r.file, r.sheet, r.row, r.column_name
  from rows r
  join stg_household h on h.household_id = r.household_id
  left join named n on n.person_key = r.person_key and n.household_id = r.household_id
)
select * from final
