-- severity: 错误
-- about: 户主有几个配偶
-- message: 本户另有户主的配偶:{other}。
-- mend: 按户口簿核对,是儿媳、女婿等的改正与户主关系。
-- source: 各县实际做过的检查
-- group: 家庭结构
with spouses as (
  select m.*, lag(concat(m.file, ' › ', m.sheet, ' › 第', cast(m.row as string), '行')) over (partition by m.household_id order by m.file, m.sheet, m.row) as other
  from int_member_fact m
  join int_household_fact f on f.household_id = m.household_id
  where m.relationship = '配偶' and f.spouses > 1
),
final as (
  select 'member' as kind, file, sheet, row, 'relationship' as column_name, relationship as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, other
  from spouses
  where other is not null
)
select * from final
