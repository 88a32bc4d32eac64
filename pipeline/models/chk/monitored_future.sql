-- severity: 错误
-- about: 监测的时间在截止日期之后
-- message: 填 {value},在截止日期 {as_of} 之后。
-- mend: 核对时间;截止日期之后的,下一期再填。
-- source: 指标口径§9(数据质量)
-- group: 日期
with dates as (
  select household_id, home_village, _file, _sheet, _row, 'monitored_since' as column_name, monitored_since as day from stg_household
  union all select household_id, home_village, _file, _sheet, _row, 'monitored_until', monitored_until from stg_household
),
final as (
  select 'household' as kind, d._file as file, d._sheet as sheet, d._row as row, d.column_name, cast(d.day as string) as value,
    d.household_id, d.home_village as village_code, cast(p.as_of as string) as as_of
  from dates d
  cross join ref_setting p
  where d.day > p.as_of
)
select * from final
