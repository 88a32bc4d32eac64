-- severity: 错误
-- about: 一户有几个户主
-- message: 本户另有户主:{other}。
-- mend: 按户口簿留一个户主,其余填与户主的关系;是两户的分开户编号。
-- source: 各县实际做过的检查
-- group: 家庭结构
with heads as (
  select m.*, lag(concat(m.file, ' › ', m.sheet, ' › 第', cast(m.row as string), '行')) over (partition by m.household_id order by m.file, m.sheet, m.row) as other
  from int_member_fact m
  join int_household_fact f on f.household_id = m.household_id
  where m.relationship = '户主' and f.heads > 1
),
final as (
  select 'member' as kind, file, sheet, row, 'relationship' as column_name, relationship as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, other
  from heads
  where other is not null
)
select * from final
