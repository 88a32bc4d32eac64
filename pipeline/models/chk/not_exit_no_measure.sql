-- severity: 提示
-- about: 不得脱贫:没有落实帮扶措施
-- message: 该户{leaving},而当年的政策享受表、帮扶记录表中都没有这一户的帮扶措施(少于{bound}项);没有落实帮扶措施的不得脱贫。
-- mend: 落实帮扶措施;已经落实的,补报政策享受或帮扶记录。
-- source: 不得脱贫情形(出处待核对原文)
-- group: 不得脱贫
-- confirm: yes
with measures as (
  select household_id, 'policy' as kind from stg_policy r cross join ref_setting p where r.year = p.period
  union all
  select household_id, 'assistance' from stg_assistance r cross join ref_setting p where year(r.visited_on) = p.period and r.measures is not null
),
-- both sheets must have come from the village: what was not sent is not known
villages as (
  select h.home_village as village_code
  from measures m
  join stg_household h on h.household_id = m.household_id
  group by h.home_village
  having count(distinct m.kind) = 2
),
counted as (
  select household_id, count(*) as measures
  from measures
  group by household_id
),
final as (
  select 'household' as kind, c.file, c.sheet, c.row, c.exit_column as column_name, c.exit_value as value, c.household_id, c.village_code, c.leaving, b.text as bound
  from int_exit_candidate c
  join villages v on v.village_code = c.village_code
  left join counted n on n.household_id = c.household_id
  join ref_check_parameter b on b.name = 'check.exit_measures'
  where coalesce(n.measures, 0) < b.value
)
select * from final
