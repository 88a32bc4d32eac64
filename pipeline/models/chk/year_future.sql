-- severity: 错误
-- about: 识别、脱贫或返贫年度在评估年度之后
-- message: 填{value}年,评估年度是{period}年。
-- mend: 核对年度;计划脱贫的年度填在计划脱贫年度一栏。
-- source: 指标口径§9(数据质量)
-- group: 日期
with years as (
  select household_id, home_village, _file, _sheet, _row, 'identified_year' as column_name, identified_year as year from stg_household
  union all select household_id, home_village, _file, _sheet, _row, 'exit_year', exit_year from stg_household
  union all select household_id, home_village, _file, _sheet, _row, 'returned_year', returned_year from stg_household
),
final as (
  select 'household' as kind, y._file as file, y._sheet as sheet, y._row as row, y.column_name, cast(y.year as string) as value,
    y.household_id, y.home_village as village_code, cast(p.period as string) as period
  from years y
  cross join ref_setting p
  where y.year > p.period
)
select * from final
