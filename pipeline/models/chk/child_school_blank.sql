-- severity: 警告
-- about: 义务教育阶段的儿童没有填在校情况
-- message: {age}岁,在校生状况和失学或辍学原因都是空的。
-- mend: 在校的填年级;不在校的填非在校生和失学或辍学原因。
-- source: 指标口径§1(户的判定)
-- group: 教育
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'school_status' as column_name, '' as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join meta_column c on c.file = m.file and c.sheet = m.sheet and c.kind = 'member' and c.column_name = 'school_status'
  join ref_check_parameter p on p.name = 'check.preschool_age'
  join ref_check_parameter h on h.name = 'check.school_age_high'
  where m.age > p.value and m.age <= h.value and m.school_status is null and m.dropout_reason is null
    and instr(m.rejected, ';school_status;') = 0 and instr(m.rejected, ';dropout_reason;') = 0
)
select * from final
