-- severity: 警告
-- about: 有务工时间却没有务工月收入
-- message: 务工{value}个月,务工月收入却是空的或为0。
-- mend: 补上每月的务工收入;没有务工的删去月数。
-- source: 各县实际做过的检查
-- group: 劳动力
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'work_months' as column_name, plain(m.work_months) as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity
  from int_member_fact m
  join meta_column c on c.file = m.file and c.sheet = m.sheet and c.kind = 'member' and c.column_name = 'work_monthly_income'
  where m.work_months > 0 and coalesce(m.work_monthly_income, 0) = 0 and instr(m.rejected, ';work_monthly_income;') = 0
)
select * from final
