-- severity: 错误
-- about: 脱贫年度早于识别年度
-- message: {value}年脱贫,{identified}年才识别。
-- mend: 核对识别年度和脱贫年度,改正有误的一处。
-- source: 各县实际做过的检查
-- group: 日期
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'exit_year' as column_name, cast(exit_year as string) as value,
    household_id, home_village as village_code, cast(identified_year as string) as identified
  from stg_household
  where exit_year < identified_year
)
select * from final
