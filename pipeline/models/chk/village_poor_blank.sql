-- severity: 错误
-- about: 村表没有填是否贫困村
-- message: 是否贫困村是空的;该村不按贫困村退出标准判定。
-- mend: 填“是”或“否”。
-- source: 指标口径§3(贫困村退出)
-- group: 汇总核对
with final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, 'poor_village' as column_name, '' as value,
    '' as household_id, village_code, village_code as entity
  from stg_village
  where poor_village is null and instr(_rejected, ';poor_village;') = 0
)
select * from final
