-- severity: 提示
-- about: 配偶与户主年龄相差悬殊
-- message: 配偶{age}岁,户主{head_age}岁,相差{bound}岁以上。
-- mend: 核对两人的出生日期、证件号码和与户主关系;属实的不必改。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'relationship' as column_name, m.relationship as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity,
    cast(m.age as string) as age, cast(f.head_age as string) as head_age, p.text as bound
  from int_member_fact m
  join int_household_fact f on f.household_id = m.household_id
  join ref_check_parameter p on p.name = 'check.spouse_gap'
  where m.relationship = '配偶' and abs(m.age - f.head_age) >= p.value
)
select * from final
