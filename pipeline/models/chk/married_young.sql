-- severity: 警告
-- about: 未成年人填作配偶、儿媳或女婿
-- message: “{value}”只有{age}岁,不满{bound}岁。
-- mend: 核对出生日期、证件号码和与户主关系。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'relationship' as column_name, m.relationship as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age, p.text as bound
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.adult_age'
  where m.relationship in ('配偶', '之儿媳', '之女婿', '之兄弟媳妇') and m.age < p.value
)
select * from final
