-- number: 12
-- id: uninsured
-- label: 未参保
-- definition: 没有参加居民医保、也没有参加职工医保的成员,每人一行。户表填基本医疗没有保障、人表却没有指出是谁的,每户一行。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: person
-- sheet: member
-- reason: 参保情况
-- grain: file, sheet, row, kind
-- nulls: 参保情况不明的成员计入不明,不列入;居民医保填否而职工医保空白的按没有参加
with persons as (
  select coalesce(h.home_village, '未定') as village_code, m.household_id, m.name as person, m.relationship, m.age,
    g.insured = false as certain,
    concat_ws(';', '居民医保填“否”', case when m.employee_medical = false then '职工医保填“否”' else '职工医保没有填' end,
      case when h.medical then '户表基本医疗保障却填“是”' end) as reason,
    'member' as kind, g.file, g.sheet, g.row, 'resident_medical' as column_name
  from int_member_guarantee g
  join stg_member m on m._file = g.file and m._sheet = g.sheet and m._row = g.row
  left join stg_household h on h.household_id = m.household_id
  where coalesce(g.insured, false) = false
),
final as (
  select village_code, household_id, person, relationship, age, coalesce(certain, false) as certain, reason, kind, file, sheet, row, column_name
  from persons
  union all
  select h.home_village, h.household_id, cast(null as string), cast(null as string), cast(null as bigint), true,
    '户表基本医疗保障填“否”,人表没有指出是谁', 'household', h._file, h._sheet, h._row, 'medical'
  from stg_household h
  join int_household_guarantee g on g.household_id = h.household_id
  where g.medical_flag = false and coalesce(g.uninsured, 0) = 0
)
select * from final
