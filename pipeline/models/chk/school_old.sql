-- severity: 警告
-- about: 年龄大于所上的义务教育学段
-- message: {age}岁,在校生状况填“{value}”;该学段一般不超过{most}岁。
-- mend: 核对出生日期和在校生状况;升学、毕业的改填。
-- source: 指标口径§9(数据质量)
-- group: 教育
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'school_status' as column_name, m.school_status as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age, p.text as most
  from int_member_fact m
  join ref_check_parameter o on o.name = 'check.pupil_age'
  join ref_check_parameter p on p.name = case m.school_stage when 1 then 'check.primary_oldest' when 2 then 'check.junior_oldest' end
  where m.age > p.value and m.age <= o.value -- above that it is a pupil too old for any school
)
select * from final
