-- severity: 警告
-- about: 人均纯收入一栏填了全户的纯收入
-- message: 填报的人均纯收入 {declared} 元等于全户的纯收入,{divisor}人的人均是 {computed} 元。
-- mend: 人均纯收入填全户纯收入除以家庭人口数的数。
-- source: 指标口径§9(数据质量)
-- group: 收入
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'declared_per_capita' as column_name, plain(h.declared_per_capita) as value,
    h.household_id, h.home_village as village_code, plain(h.declared_per_capita) as declared, plain(i.per_capita) as computed, cast(i.divisor as string) as divisor
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  cross join ref_setting p
  where p.income_source = 'parts' and i.divisor > 1 and i.net_income > 1
    and abs(h.declared_per_capita - i.net_income) <= 1 and abs(h.declared_per_capita - i.per_capita) > 1
)
select * from final
