-- severity: 错误
-- about: 村表、乡镇表、县表的人数小于户数
-- message: {part} {value} 人,小于{whole} {whole_value} 户。
-- mend: 核对户数和人数,看是否填反了。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
with pairs as (
  select 'village' as kind, _file, _sheet, _row, village_code, village_code as entity, 'persons' as column_name, '总人口' as part, persons as a, '总户数' as whole, households as b from stg_village
  union all select 'village', _file, _sheet, _row, village_code, village_code, 'registered_persons', '贫困人口', registered_persons, '贫困户数', registered_households from stg_village
  union all select 'village', _file, _sheet, _row, village_code, village_code, 'exited_persons', '已脱贫人口', exited_persons, '已脱贫户数', exited_households from stg_village
  union all select 'township', _file, _sheet, _row, '', township, 'persons', '农业户籍人口', persons, '农业户籍户数', households from stg_township
  union all select 'township', _file, _sheet, _row, '', township, 'registered_persons', '建档立卡人口', registered_persons, '建档立卡户数', registered_households from stg_township
  union all select 'township', _file, _sheet, _row, '', township, 'remaining_persons', '未脱贫人口', remaining_persons, '未脱贫户数', remaining_households from stg_township
  union all select 'township', _file, _sheet, _row, '', township, 'exited_persons', '已脱贫人口', exited_persons, '已脱贫户数', exited_households from stg_township
  union all select 'township', _file, _sheet, _row, '', township, 'monitored_persons', '监测对象人口', monitored_persons, '监测对象户数', monitored_households from stg_township
  union all select 'county', _file, _sheet, _row, '', county, 'persons', '农业户籍人口', persons, '农业户籍户数', households from raw_county
  union all select 'county', _file, _sheet, _row, '', county, 'registered_persons', '建档立卡人口', registered_persons, '建档立卡户数', registered_households from raw_county
  union all select 'county', _file, _sheet, _row, '', county, 'remaining_persons', '未脱贫人口', remaining_persons, '未脱贫户数', remaining_households from raw_county
  union all select 'county', _file, _sheet, _row, '', county, 'exited_persons', '已脱贫人口', exited_persons, '已脱贫户数', exited_households from raw_county
  union all select 'county', _file, _sheet, _row, '', county, 'monitored_persons', '监测对象人口', monitored_persons, '监测对象户数', monitored_households from raw_county
),
final as (
  select kind, _file as file, _sheet as sheet, _row as row, column_name, cast(a as string) as value,
    '' as household_id, village_code, entity, part, whole, cast(b as string) as whole_value
  from pairs
  where a < b
)
select * from final
