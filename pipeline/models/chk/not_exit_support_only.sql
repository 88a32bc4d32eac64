-- severity: 提示
-- about: 不得脱贫:只靠兜底保障,没有其他收入
-- message: 该户{leaving},而低保金、特困供养金 {support} 元,占收入 {gross} 元的 {bound}% 以上;只靠兜底、没有其他收入的不得脱贫。
-- mend: 有了其他稳定收入后再按程序脱贫;漏填其他收入的,补上。
-- source: 不得脱贫情形(出处待核对原文)
-- group: 不得脱贫
-- confirm: yes
with sums as (
  select c.*, coalesce(h.low_income_aid_income, 0) + coalesce(h.extreme_poverty_income, 0) as support,
    coalesce(h.wage_income, 0) + coalesce(h.business_income, 0) + coalesce(h.property_income, 0) + coalesce(h.transfer_income, 0) + coalesce(h.land_insurance_income, 0) as gross,
    h.low_income_aid_income, h.extreme_poverty_income
  from int_exit_candidate c
  join stg_household h on h.household_id = c.household_id
  join int_household_income i on i.household_id = c.household_id
  where i.parts_blank = false and i.part_rejected = false
),
final as (
  select 'household' as kind, s.file, s.sheet, s.row,
    case when coalesce(s.low_income_aid_income, 0) >= coalesce(s.extreme_poverty_income, 0) then 'low_income_aid_income' else 'extreme_poverty_income' end as column_name,
    plain(case when coalesce(s.low_income_aid_income, 0) >= coalesce(s.extreme_poverty_income, 0) then s.low_income_aid_income else s.extreme_poverty_income end) as value,
    s.household_id, s.village_code, s.leaving, plain(s.support) as support, plain(s.gross) as gross, p.text as bound
  from sums s
  join ref_check_parameter p on p.name = 'check.exit_support_percent'
  where s.support > 0 and s.support * 100 >= s.gross * cast(p.value as decimal(10, 4))
)
select * from final
