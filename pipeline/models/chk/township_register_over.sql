-- severity: 错误
-- about: 乡镇表、县表的其中项大于全数
-- message: {part} {value},大于{whole} {whole_value}。
-- mend: 核对两栏,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
with reported as (
  select 'township' as kind, _file, _sheet, _row, township as entity, households, persons, registered_households, registered_persons,
    low_income_aid_persons, extreme_poverty_persons, monitored_households, monitored_persons from stg_township
  union all
  select 'county', _file, _sheet, _row, county, households, persons, registered_households, registered_persons,
    low_income_aid_persons, extreme_poverty_persons, monitored_households, monitored_persons from raw_county
),
pairs as (
  select *, '建档立卡户数' as part, 'registered_households' as column_name, registered_households as a, '农业户籍户数' as whole, households as b from reported
  union all select *, '建档立卡人口', 'registered_persons', registered_persons, '农业户籍人口', persons from reported
  union all select *, '低保人口', 'low_income_aid_persons', low_income_aid_persons, '农业户籍人口', persons from reported
  union all select *, '特困人口', 'extreme_poverty_persons', extreme_poverty_persons, '农业户籍人口', persons from reported
  union all select *, '监测对象户数', 'monitored_households', monitored_households, '农业户籍户数', households from reported
  union all select *, '监测对象人口', 'monitored_persons', monitored_persons, '农业户籍人口', persons from reported
),
final as (
  select kind, _file as file, _sheet as sheet, _row as row, column_name, cast(a as string) as value,
    '' as household_id, '' as village_code, entity, part, whole, cast(b as string) as whole_value
  from pairs
  where a > b
)
select * from final
