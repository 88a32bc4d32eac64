-- severity: 警告
-- about: 过了学龄文化程度还填学龄前儿童
-- message: {age}岁,文化程度填“学龄前儿童”。
-- mend: 按已读到的学段填文化程度。
-- source: 指标口径§9(数据质量)
-- group: 教育
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'schooling' as column_name, m.schooling as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.preschool_age'
  where m.schooling = '学龄前儿童' and m.age > p.value
)
select * from final
