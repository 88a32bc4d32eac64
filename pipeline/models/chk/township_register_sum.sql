-- severity: 错误
-- about: 乡镇表、县表的未脱贫与已脱贫之和不等于建档立卡数
-- message: {what} {value},未脱贫 {remaining}、已脱贫 {exited} 合计却是 {sum}。
-- mend: 核对三栏;建档立卡数=未脱贫数+已脱贫数。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
with reported as (
  select 'township' as kind, _file, _sheet, _row, township as entity, '建档立卡户数' as what, 'registered_households' as column_name,
    registered_households as whole, remaining_households as remaining, exited_households as exited from stg_township
  union all select 'township', _file, _sheet, _row, township, '建档立卡人口', 'registered_persons', registered_persons, remaining_persons, exited_persons from stg_township
  union all select 'county', _file, _sheet, _row, county, '建档立卡户数', 'registered_households', registered_households, remaining_households, exited_households from raw_county
  union all select 'county', _file, _sheet, _row, county, '建档立卡人口', 'registered_persons', registered_persons, remaining_persons, exited_persons from raw_county
),
final as (
  select kind, _file as file, _sheet as sheet, _row as row, column_name, cast(whole as string) as value,
    '' as household_id, '' as village_code, entity, what, cast(remaining as string) as remaining, cast(exited as string) as exited,
    cast(remaining + exited as string) as sum
  from reported
  where whole <> remaining + exited
)
select * from final
