-- severity: 错误
-- about: 一般农户填了贫困户才有的内容
-- message: 户类型是一般农户,却填了“{value}”。
-- mend: 核对户类型;确是一般农户的删去这一格。
-- source: 指标口径§9(数据质量)
-- group: 贫困状况
with cells as (
  select household_id, home_village, status, _file, _sheet, _row, 'poor_attribute' as column_name, poor_attribute as value from stg_household
  union all select household_id, home_village, status, _file, _sheet, _row, 'identified_year', cast(identified_year as string) from stg_household where monitored_class is null
  union all select household_id, home_village, status, _file, _sheet, _row, 'exit_year', cast(exit_year as string) from stg_household
  union all select household_id, home_village, status, _file, _sheet, _row, 'planned_exit_year', cast(planned_exit_year as string) from stg_household
  union all select household_id, home_village, status, _file, _sheet, _row, 'returned_year', cast(returned_year as string) from stg_household
),
final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, column_name, value, household_id, home_village as village_code
  from cells
  where status = '一般农户' and value is not null
)
select * from final
