-- severity: 警告
-- about: 健康的劳动年龄人口享受特困供养
-- message: {age}岁、健康、不在校,却填特困供养“是”。
-- mend: 核对特困认定的条件和健康状况,改正有误的一处。
-- source: 各县实际做过的检查
-- group: 医疗与健康
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'extreme_poverty_aid' as column_name, '是' as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter l on l.name = 'check.adult_age'
  join ref_check_parameter h on h.name = 'check.elderly_age'
  where m.extreme_poverty_aid and m.healthy and m.disabled = false and m.age >= l.value and m.age < h.value and coalesce(m.pupil, false) = false
)
select * from final
