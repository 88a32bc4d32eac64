-- severity: 错误
-- about: 有特困供养金却没有特困供养的人
-- message: 特困供养金 {value} 元,人表却没有一人享受特困供养。
-- mend: 核对民政名单;在人表填明谁享受特困供养,或删去供养金。
-- source: 各县实际做过的检查
-- group: 医疗与健康
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'extreme_poverty_income' as column_name, plain(h.extreme_poverty_income) as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where h.extreme_poverty_income > 0 and f.extreme_poverty_aid = 0 and f.extreme_poverty_aid_unknown = 0
)
select * from final
