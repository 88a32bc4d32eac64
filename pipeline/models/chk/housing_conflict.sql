-- severity: 警告
-- about: 住房安全的标记与危房等级相反
-- message: 住房安全填“{flag}”,危房等级却是 {grade} 级;按不安全处理。
-- mend: 核对鉴定报告,改正住房安全或危房等级。
-- source: 指标口径§1(户的判定)
-- group: 住房与土地
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'housing' as column_name,
    case when g.housing_flag then '是' else '否' end as value, h.household_id, h.home_village as village_code,
    case when g.housing_flag then '是' else '否' end as flag, g.house_grade as grade
  from stg_household h
  join int_household_guarantee g on g.household_id = h.household_id
  where g.housing_flag <> g.housing_seen
)
select * from final
