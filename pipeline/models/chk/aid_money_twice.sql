-- severity: 警告
-- about: 一户又有低保金又有特困供养金
-- message: 低保金 {low} 元、特困供养金 {value} 元都有。
-- mend: 核对民政名单;同户不同的人分别享受属实的,不必改。
-- source: 各县实际做过的检查
-- group: 医疗与健康
-- confirm: yes
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'extreme_poverty_income' as column_name, plain(extreme_poverty_income) as value,
    household_id, home_village as village_code, plain(low_income_aid_income) as low
  from stg_household
  where low_income_aid_income > 0 and extreme_poverty_income > 0
)
select * from final
