-- severity: 警告
-- about: 填报的人均纯收入像是把万元当元,或把元当万元
-- message: 填报的人均纯收入 {declared} 元,按各项收入计算为 {computed} 元,相差一万倍左右。
-- mend: 核对人均纯收入和各项收入的单位,统一按元填写。
-- source: 指标口径§9(数据质量)
-- group: 收入
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'declared_per_capita' as column_name, plain(h.declared_per_capita) as value,
    h.household_id, h.home_village as village_code, plain(h.declared_per_capita) as declared, plain(i.per_capita) as computed
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  join ref_check_parameter s on s.name = 'check.slip_percent'
  cross join ref_setting p
  where p.income_source = 'parts' and same_but_unit(h.declared_per_capita, i.per_capita, s.value)
)
select * from final
