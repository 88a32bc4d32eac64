-- severity: 警告
-- about: 核查人口数与户表的不同
-- message: 核查人口数 {value} 人,户表填 {register} 人。
-- mend: 核对常住和户籍的口径;户表有误的改户表。
-- source: 指标口径§9(数据质量)
-- group: 核查
-- confirm: yes
with final as (
  select 'verification' as kind, v._file as file, v._sheet as sheet, v._row as row, 'persons' as column_name, cast(v.persons as string) as value,
    v.household_id, v.village_code, cast(h.persons as string) as register
  from stg_verification v
  join stg_household h on h.household_id = v.household_id
  where v.persons <> h.persons
)
select * from final
