-- severity: 警告
-- about: 档外类别是危房户,住房却安全
-- message: 档外类别填“危房户”,住房安全却填“是”。
-- mend: 核对鉴定报告;已改造好的删去档外类别。
-- source: 指标口径§9(数据质量)
-- group: 住房与土地
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'outside_class' as column_name, outside_class as value,
    household_id, home_village as village_code
  from stg_household
  where outside_class = '危房户' and housing
)
select * from final
