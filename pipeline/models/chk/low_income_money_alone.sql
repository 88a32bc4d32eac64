-- severity: 错误
-- about: 有低保金却没有享受低保的人
-- message: 低保金 {value} 元,人表却没有一人享受低保。
-- mend: 核对民政名单;在人表填明谁享受低保,或删去低保金。
-- source: 各县实际做过的检查
-- group: 医疗与健康
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'low_income_aid_income' as column_name, plain(h.low_income_aid_income) as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where h.low_income_aid_income > 0 and f.low_income_aid = 0 and f.low_income_aid_unknown = 0
)
select * from final
