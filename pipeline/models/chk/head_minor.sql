-- severity: 警告
-- about: 户内有成年人,户主却未成年
-- message: 户主只有{age}岁,户内有成年的成员。
-- mend: 核对户主的出生日期和证件号码;户口簿如此的不必改。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'relationship' as column_name, m.relationship as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join int_household_fact f on f.household_id = m.household_id
  join ref_check_parameter p on p.name = 'check.adult_age'
  where m.relationship = '户主' and m.age < p.value and f.oldest >= p.value
)
select * from final
