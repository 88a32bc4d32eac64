-- number: 11
-- id: dropout
-- label: 失学辍学
-- definition: 6到15周岁没有上学的成员,每人一行;送教上门和因身体原因不具备学习条件的不算。户表填义务教育没有保障、人表却没有指出是谁的,每户一行。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: person
-- sheet: member
-- reason: 上学情况
-- grain: file, sheet, row, kind
-- nulls: 年龄不明或在校情况不明的成员计入不明,不列入
with persons as (
  select coalesce(h.home_village, '未定') as village_code, m.household_id, m.name as person, m.relationship, m.age,
    g.school_age and g.schooled = false as certain,
    concat_ws(';', case when m.dropout_reason is not null then concat('失学或辍学原因填“', m.dropout_reason, '”') end,
      case when m.school_status is not null then concat('在校生状况填“', m.school_status, '”') end,
      case when h.education then '户表义务教育保障却填“是”' end) as reason,
    'member' as kind, g.file, g.sheet, g.row, g.school_evidence as column_name
  from int_member_guarantee g
  join stg_member m on m._file = g.file and m._sheet = g.sheet and m._row = g.row
  left join stg_household h on h.household_id = m.household_id
  where coalesce(g.school_age, true) and coalesce(g.schooled, false) = false
),
final as (
  select village_code, household_id, person, relationship, age, coalesce(certain, false) as certain, reason, kind, file, sheet, row, column_name
  from persons
  union all
  select h.home_village, h.household_id, cast(null as string), cast(null as string), cast(null as bigint), true,
    '户表义务教育保障填“否”,人表没有指出是谁', 'household', h._file, h._sheet, h._row, 'education'
  from stg_household h
  join int_household_guarantee g on g.household_id = h.household_id
  where g.education_flag = false and coalesce(g.out_of_school, 0) = 0
)
select * from final
