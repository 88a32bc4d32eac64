-- severity: 错误
-- about: 没有公益性岗位却有月数
-- message: 填公益性岗位“否”,公益性岗位月数却填{value}。
-- mend: 核对是否在岗,改正有误的一处。
-- source: 各县实际做过的检查
-- group: 劳动力
with final as (
  select 'member' as kind, file, sheet, row, 'public_post_months' as column_name, plain(public_post_months) as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where public_post = false and public_post_months > 0
)
select * from final
