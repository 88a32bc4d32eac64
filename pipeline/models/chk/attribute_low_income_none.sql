-- severity: 警告
-- about: 低保贫困户没有享受低保的人
-- message: 贫困户属性填“低保贫困户”,人表却没有一人享受低保。
-- mend: 核对民政名单;已退出低保的改贫困户属性。
-- source: 指标口径§9(数据质量)
-- group: 贫困状况
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'poor_attribute' as column_name, h.poor_attribute as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where h.poor_attribute = '低保贫困户' and f.low_income_aid = 0 and f.low_income_aid_unknown = 0
)
select * from final
