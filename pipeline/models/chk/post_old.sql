-- severity: 警告
-- about: 高龄安排公益性岗位
-- message: {age}岁,填公益性岗位“是”;一般不超过{bound}岁。
-- mend: 核对出生日期和岗位;超龄的按规定退出。
-- source: 各县实际做过的检查
-- group: 劳动力
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'public_post' as column_name, '是' as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age, p.text as bound
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.post_oldest'
  where m.public_post and m.age >= p.value
)
select * from final
