-- severity: 警告
-- about: 孙辈比户主小得太少,或祖辈大得太少
-- message: “{value}”{age}岁,户主{head_age}岁,相差不到两代人的岁数({bound}岁的两倍)。
-- mend: 核对两人的出生日期、证件号码和与户主关系。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'relationship' as column_name, m.relationship as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity,
    cast(m.age as string) as age, cast(f.head_age as string) as head_age, p.text as bound
  from int_member_fact m
  join int_household_fact f on f.household_id = m.household_id
  join ref_check_parameter p on p.name = 'check.generation'
  where (m.relationship in ('之孙子', '之孙女', '之外孙子', '之外孙女') and f.head_age - m.age < 2 * p.value)
    or (m.relationship in ('之祖父', '之祖母', '之外祖父', '之外祖母') and m.age - f.head_age < 2 * p.value)
)
select * from final
