-- severity: 警告
-- about: 义务教育阶段的儿童没有在校
-- message: {age}岁,{seen}。
-- mend: 核对学籍;确实失学辍学的落实劝返,送教上门、因身体原因不能就学的填明原因。
-- source: 各县实际做过的检查
-- group: 教育
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, case when m.school_status is null then 'dropout_reason' else 'school_status' end as column_name,
    coalesce(m.school_status, m.dropout_reason) as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age,
    case when m.dropout_reason is null then '填非在校生,没有填失学辍学原因' else concat('填失学辍学,原因:', m.dropout_reason) end as seen
  from int_member_fact m
  join ref_check_parameter l on l.name = 'check.school_age_low'
  join ref_check_parameter h on h.name = 'check.school_age_high'
  where m.age between l.value and h.value and (m.school_status = '非在校生' or (m.dropout_reason is not null and coalesce(m.pupil, false) = false))
    and coalesce(m.dropout_reason, '') not in ('送教上门', '因身体原因不具备学习条件')
)
select * from final
