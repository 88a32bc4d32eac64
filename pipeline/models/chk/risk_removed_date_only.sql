-- severity: 错误
-- about: 风险没有消除却有消除时间
-- message: 风险是否已消除填“否”,却填了消除监测时间 {value}。
-- mend: 核对是否已消除,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 日期
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'monitored_until' as column_name, cast(monitored_until as string) as value,
    household_id, home_village as village_code
  from stg_household
  where risk_removed = false and monitored_until is not null
)
select * from final
