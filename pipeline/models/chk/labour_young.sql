-- severity: 错误
-- about: 未满劳动年龄填作劳动力
-- message: {age}岁,劳动技能填“{value}”。
-- mend: 核对出生日期;不满{bound}岁的填无劳动力。
-- source: 各县实际做过的检查
-- group: 劳动力
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'labour_skill' as column_name, m.labour_skill as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age, p.text as bound
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.labour_age'
  where m.age < p.value and m.able
)
select * from final
