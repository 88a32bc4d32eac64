-- severity: 警告
-- about: 高龄仍填作普通或技能劳动力
-- message: {age}岁,劳动技能填“{value}”。
-- mend: 核对出生日期和劳动技能;仍能正常劳动的不必改。
-- source: 指标口径§9(数据质量)
-- group: 劳动力
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'labour_skill' as column_name, m.labour_skill as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.labour_oldest'
  where m.age >= p.value and m.able
)
select * from final
