-- severity: 警告
-- about: 不是贫困村却填了退出年度
-- message: 是否贫困村填“否”,却填了退出的年度{value}年。
-- mend: 核对贫困村名单;已退出的贫困村仍填“是”。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
-- confirm: yes
with years as (
  select _file, _sheet, _row, village_code, poor_village, 'planned_exit_year' as column_name, planned_exit_year as year from stg_village
  union all select _file, _sheet, _row, village_code, poor_village, 'exited_year', exited_year from stg_village
),
final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(year as string) as value,
    '' as household_id, village_code, village_code as entity
  from years
  where poor_village = false and year is not null
)
select * from final
