-- severity: 警告
-- about: 年龄偏大的在校生
-- message: {age}岁,在校生状况填“{value}”。
-- mend: 核对出生日期和在校生状况;已毕业的改为非在校生。
-- source: 各县实际做过的检查
-- group: 教育
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'school_status' as column_name, m.school_status as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.pupil_age'
  where m.pupil and m.age > p.value
)
select * from final
