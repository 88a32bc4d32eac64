-- severity: 错误
-- about: 未满劳动年龄填了务工或公益性岗位
-- message: {age}岁,{seen}。
-- mend: 核对出生日期;不满{bound}岁的不得填务工、公益性岗位。
-- source: 各县实际做过的检查
-- group: 劳动力
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, case when m.work_months > 0 then 'work_months' else 'public_post' end as column_name,
    case when m.work_months > 0 then plain(m.work_months) else '是' end as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age, p.text as bound,
    case when m.work_months > 0 then concat('务工', plain(m.work_months), '个月') else '填公益性岗位“是”' end as seen
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.labour_age'
  where m.age < p.value and (m.work_months > 0 or m.public_post)
)
select * from final
