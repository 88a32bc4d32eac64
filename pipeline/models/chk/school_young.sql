-- severity: 警告
-- about: 年龄小于所上的学段
-- message: {age}岁,在校生状况填“{value}”;该学段一般{start}岁以上。
-- mend: 核对出生日期、证件号码和在校生状况。
-- source: 指标口径§9(数据质量)
-- group: 教育
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'school_status' as column_name, m.school_status as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age, p.text as start
  from int_member_fact m
  join ref_check_parameter p on p.name = case m.school_stage when 1 then 'check.primary_youngest' when 2 then 'check.junior_youngest'
    when 3 then 'check.senior_youngest' when 4 then 'check.college_youngest' when 5 then 'check.college_youngest' end
  where m.age < p.value
)
select * from final
