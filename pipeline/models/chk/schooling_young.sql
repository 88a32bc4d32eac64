-- severity: 警告
-- about: 年龄小于文化程度
-- message: {age}岁,文化程度填“{value}”。
-- mend: 核对出生日期、证件号码和文化程度。
-- source: 指标口径§9(数据质量)
-- group: 教育
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'schooling' as column_name, m.schooling as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter p on p.name = case m.schooling_stage when 2 then 'check.junior_youngest'
    when 3 then 'check.senior_youngest' when 4 then 'check.college_youngest' when 5 then 'check.college_youngest' end
  where m.age < p.value
)
select * from final
