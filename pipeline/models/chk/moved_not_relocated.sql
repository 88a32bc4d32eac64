-- severity: 错误
-- about: 不是易地搬迁户却填了入住或拆旧
-- message: 易地搬迁户填“否”,{seen}。
-- mend: 核对是否易地搬迁户;不是的两栏留空。
-- source: 指标口径§9(数据质量)
-- group: 住房与土地
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'relocated' as column_name, '否' as value,
    household_id, home_village as village_code,
    case when moved_in and old_house_removed then '实际入住和拆除旧房却填“是”' when moved_in then '实际入住却填“是”' else '拆除旧房却填“是”' end as seen
  from stg_household
  where relocated = false and (moved_in or old_house_removed)
)
select * from final
