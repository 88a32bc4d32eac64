-- severity: 警告
-- about: 建档立卡户的人均纯收入高得少见
-- message: {status},人均纯收入 {value} 元,高于{bound}元。
-- mend: 核对各项收入的单位和人口数;属实的,核对是否还应建档立卡。
-- source: 各县实际做过的检查
-- group: 收入
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, '' as column_name, plain(i.per_capita) as value,
    h.household_id, h.home_village as village_code, h.status, p.text as bound
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  join ref_check_parameter p on p.name = 'check.registered_income_high'
  where i.per_capita > p.value and h.status in ('脱贫户', '未脱贫户', '返贫户')
)
select * from final
