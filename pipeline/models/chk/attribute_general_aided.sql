-- severity: 警告
-- about: 一般贫困户有享受低保或特困供养的人
-- message: 贫困户属性填“一般贫困户”,人表却有{persons}人享受低保或特困供养。
-- mend: 核对民政名单,改正贫困户属性;只有个别人单人享受的属实,不必改。
-- source: 指标口径§9(数据质量)
-- group: 贫困状况
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'poor_attribute' as column_name, h.poor_attribute as value,
    h.household_id, h.home_village as village_code, cast(f.low_income_aid + f.extreme_poverty_aid as string) as persons
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where h.poor_attribute = '一般贫困户' and f.low_income_aid + f.extreme_poverty_aid > 0
)
select * from final
