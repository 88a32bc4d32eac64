-- severity: 警告
-- about: 有公益性岗位却没有月数
-- message: 填公益性岗位“是”,公益性岗位月数却是空的或为0。
-- mend: 补上本年在岗的月数。
-- source: 各县实际做过的检查
-- group: 劳动力
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'public_post_months' as column_name, case when m.public_post_months = 0 then '0' else '' end as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity
  from int_member_fact m
  join meta_column c on c.file = m.file and c.sheet = m.sheet and c.kind = 'member' and c.column_name = 'public_post_months'
  where m.public_post and coalesce(m.public_post_months, 0) = 0 and instr(m.rejected, ';public_post_months;') = 0
)
select * from final
