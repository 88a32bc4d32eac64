-- severity: 错误
-- about: 配偶与户主同性别
-- message: 户主和配偶都是“{sex}”。
-- mend: 核对两人的性别和与户主关系。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'relationship' as column_name, m.relationship as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, m.sex_known as sex
  from int_member_fact m
  join int_household_fact f on f.household_id = m.household_id
  where m.relationship = '配偶' and m.sex_known = f.head_sex
)
select * from final
