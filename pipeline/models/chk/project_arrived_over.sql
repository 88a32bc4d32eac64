-- severity: 警告
-- about: 到位资金大于计划投资
-- message: 到位资金 {value} 元,大于计划投资 {planned} 元。
-- mend: 核对两栏的单位和数额;追加投资的改计划投资。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
-- confirm: yes
with final as (
  select 'project' as kind, _file as file, _sheet as sheet, _row as row, 'arrived_funds' as column_name, plain(arrived_funds) as value,
    '' as household_id, coalesce(village_code, '') as village_code, concat_ws('/', project_id, village_code) as entity, plain(planned_investment) as planned
  from raw_project
  where arrived_funds > planned_investment
)
select * from final
