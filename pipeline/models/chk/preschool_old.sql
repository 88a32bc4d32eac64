-- severity: 警告
-- about: 过了学龄还填学龄前
-- message: {age}岁,在校生状况填“{value}”。
-- mend: 核对出生日期和在校生状况;已入学的填年级。
-- source: 指标口径§9(数据质量)
-- group: 教育
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'school_status' as column_name, m.school_status as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.preschool_age'
  where m.school_status in ('学龄前儿童', '学前教育') and m.age > p.value
)
select * from final
