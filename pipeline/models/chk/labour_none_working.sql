-- severity: 警告
-- about: 没有劳动力的人填了务工时间
-- message: 劳动技能填“{skill}”,却务工{value}个月。
-- mend: 核对劳动技能和务工时间,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 劳动力
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'work_months' as column_name, plain(m.work_months) as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, m.labour_skill as skill
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.labour_age'
  where m.labour_skill in ('丧失劳动力', '无劳动力') and m.work_months > 0 and coalesce(m.age, 99) >= p.value
)
select * from final
