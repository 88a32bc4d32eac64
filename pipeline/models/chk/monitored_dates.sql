-- severity: 错误
-- about: 消除监测早于识别监测
-- message: 消除监测时间 {value},早于识别监测时间 {since}。
-- mend: 核对两个时间,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 日期
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'monitored_until' as column_name, cast(monitored_until as string) as value,
    household_id, home_village as village_code, cast(monitored_since as string) as since
  from stg_household
  where monitored_until < monitored_since
)
select * from final
