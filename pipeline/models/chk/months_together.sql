-- severity: 警告
-- about: 务工时间与公益性岗位月数之和超过12个月
-- message: 务工{work}个月、公益性岗位{post}个月,一年之内合计超过12个月。
-- mend: 核对两处月数;两处同时做的属实,不必改。
-- source: 各县实际做过的检查
-- group: 劳动力
-- confirm: yes
with final as (
  select 'member' as kind, file, sheet, row, 'public_post_months' as column_name, plain(public_post_months) as value,
    household_id, coalesce(village_code, '') as village_code, person as entity,
    plain(work_months) as work,
    plain(public_post_months) as post
  from int_member_fact
  where work_months > 0 and public_post_months > 0 and work_months + public_post_months > 12 -- the months of a year
)
select * from final
