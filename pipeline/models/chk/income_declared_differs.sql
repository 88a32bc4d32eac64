-- severity: 警告
-- about: 填报的人均纯收入与计算的不符
-- message: 填报的人均纯收入 {declared} 元,按各项收入计算为 {computed} 元;判定用计算的数。
-- mend: 核对各项收入、支出和人口数,改正有误的一处。
-- source: 指标口径§1(户的判定)
-- group: 收入
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'declared_per_capita' as column_name, plain(h.declared_per_capita) as value,
    h.household_id, h.home_village as village_code, plain(h.declared_per_capita) as declared, plain(i.per_capita) as computed
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  join ref_check_parameter s on s.name = 'check.slip_percent'
  cross join ref_setting p
  -- declared figures are rounded to the yuan; slips of the unit and the whole household's income have checks of their own
  where p.income_source = 'parts' and abs(h.declared_per_capita - i.per_capita) > 1
    and not same_but_unit(h.declared_per_capita, i.per_capita, s.value)
    and not (i.divisor > 1 and abs(h.declared_per_capita - i.net_income) <= 1)
)
select * from final
