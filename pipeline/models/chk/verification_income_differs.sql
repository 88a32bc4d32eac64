-- severity: 提示
-- about: 核查人均纯收入与户表的相差大
-- message: 核查人均纯收入 {value} 元,按户表计算为 {register} 元,相差超过{bound}%。
-- mend: 核对各项收入;户表有误的改户表。
-- source: 指标口径§9(数据质量)
-- group: 核查
-- confirm: yes
with final as (
  select 'verification' as kind, v._file as file, v._sheet as sheet, v._row as row, 'per_capita' as column_name, plain(v.per_capita) as value,
    v.household_id, v.village_code, plain(i.per_capita) as register, p.text as bound
  from stg_verification v
  join int_household_income i on i.household_id = v.household_id
  join ref_check_parameter p on p.name = 'check.verification_income_percent'
  where i.per_capita > 0 and abs(v.per_capita - i.per_capita) * 100 > p.value * i.per_capita
)
select * from final
