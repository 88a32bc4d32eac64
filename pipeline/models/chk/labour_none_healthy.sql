-- severity: 警告
-- about: 健康的劳动年龄人口填作没有劳动力
-- message: {age}岁、健康、不在校,劳动技能却填“{value}”。
-- mend: 核对健康状况和劳动技能,改正有误的一处;属实的写明原因。
-- source: 指标口径§9(数据质量)
-- group: 劳动力
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'labour_skill' as column_name, m.labour_skill as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter l on l.name = 'check.adult_age'
  join ref_check_parameter h on h.name = 'check.elderly_age'
  where m.labour_skill in ('丧失劳动力', '无劳动力') and m.healthy and m.disabled = false
    and m.age >= l.value and m.age < h.value and coalesce(m.pupil, false) = false
)
select * from final
