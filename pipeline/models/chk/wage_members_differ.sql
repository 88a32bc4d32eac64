-- severity: 提示
-- about: 工资性收入与各成员务工收入之和相差大
-- message: 工资性收入 {value} 元,按各成员的务工时间和月收入合计为 {computed} 元,相差超过{bound}%。
-- mend: 核对工资性收入和各成员的务工时间、月收入。
-- source: 指标口径§9(数据质量)
-- group: 劳动力
-- confirm: yes
with earned as (
  select household_id, cast(sum(cast(work_months as decimal(8, 2)) * cast(work_monthly_income as decimal(14, 2))) as decimal(28, 4)) as computed
  from int_member_fact
  where work_months > 0 or public_post or public_post_months > 0
  group by household_id
  -- what a public post pays is not in the sheet
  having count(*) filter (where public_post or public_post_months > 0) = 0
    and count(*) filter (where work_monthly_income is null) = 0
),
final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'wage_income' as column_name, plain(h.wage_income) as value,
    h.household_id, h.home_village as village_code, plain(e.computed) as computed, p.text as bound
  from stg_household h
  join earned e on e.household_id = h.household_id
  join ref_check_parameter p on p.name = 'check.wage_gap_percent'
  where h.wage_income > 0 and abs(h.wage_income - e.computed) * 100 > p.value * h.wage_income
)
select * from final
