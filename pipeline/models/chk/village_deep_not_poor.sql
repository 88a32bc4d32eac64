-- severity: 错误
-- about: 深度贫困村却不是贫困村
-- message: 是否深度贫困村填“是”,是否贫困村却填“否”。
-- mend: 核对贫困村名单,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
with final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, 'deep_poor_village' as column_name, '是' as value,
    '' as household_id, village_code, village_code as entity
  from stg_village
  where deep_poor_village and poor_village = false
)
select * from final
