-- severity: 警告
-- about: 旧房已拆却没有入住新房
-- message: 拆除旧房填“是”,实际入住却填“否”。
-- mend: 核对现住何处,改正有误的一处;属实的落实住处。
-- source: 指标口径§9(数据质量)
-- group: 住房与土地
-- confirm: yes
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'moved_in' as column_name, '否' as value,
    household_id, home_village as village_code
  from stg_household
  where old_house_removed and moved_in = false and coalesce(relocated, true)
)
select * from final
