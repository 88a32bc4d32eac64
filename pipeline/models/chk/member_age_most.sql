-- severity: 警告
-- about: 年龄大得少见
-- message: 按出生日期或证件号码已满{age}周岁,达到或超过{bound}周岁。
-- mend: 核对是否在世、号码是否填错;已去世的从人表删去。
-- source: 指标口径§9(数据质量)
-- group: 身份
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, case when m.birth_date is null then 'id_number' else 'birth_date' end as column_name,
    coalesce(cast(m.birth_date as string), m.id_number) as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age, p.text as bound
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.age_most'
  where m.age >= p.value
)
select * from final
