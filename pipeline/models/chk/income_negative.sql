-- severity: 警告
-- about: 纯收入是负数
-- message: 按各项收入、支出计算,全户纯收入 {value} 元。
-- mend: 核对生产经营性支出和各项收入;当年亏损属实的不必改。
-- source: 指标口径§9(数据质量)
-- group: 收入
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, '' as column_name, plain(i.net_income) as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  where i.net_income < 0
)
select * from final
