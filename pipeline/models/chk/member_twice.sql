-- severity: 警告
-- about: 一户之内有两个同名同生日的成员
-- message: 本户在 {other} 有一个姓名和出生日期都相同的成员,证件号码却不同。
-- mend: 核对是否同一人填了两次,是的删去一行;不是的改正姓名或号码。
-- source: 指标口径§9(数据质量)
-- group: 身份
-- confirm: yes
with namesakes as (
  select household_id, name, born
  from int_member_fact
  where name is not null and born is not null
  group by household_id, name, born
  having count(*) > 1
),
numbered as (
  select m.household_id, m.name, m.person, m.file, m.sheet, m.row, m.person_key,
    lag(concat(m.file, ' › ', m.sheet, ' › 第', cast(m.row as string), '行')) over (partition by m.household_id, m.name, m.born order by m.file, m.sheet, m.row) as other,
    lag(coalesce(m.person_key, '')) over (partition by m.household_id, m.name, m.born order by m.file, m.sheet, m.row) as other_key
  from int_member_fact m
  join namesakes n on n.household_id = m.household_id and n.name = m.name and n.born = m.born
),
final as (
  select 'member' as kind, file, sheet, row, 'name' as column_name, name as value,
    household_id, '' as village_code, person as entity, other
  from numbered
  where other is not null and coalesce(person_key, '-') <> other_key
)
select * from final
