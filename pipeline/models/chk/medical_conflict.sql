-- severity: 警告
-- about: 基本医疗保障的户标记与成员参保情况相反
-- message: 户表填基本医疗保障“{flag}”,人表却{seen};按无保障处理。
-- mend: 核对成员的参保情况和户表的填写。
-- source: 指标口径§1(户的判定)
-- group: 医疗与健康
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'medical' as column_name,
    case when g.medical_flag then '是' else '否' end as value, h.household_id, h.home_village as village_code,
    case when g.medical_flag then '是' else '否' end as flag,
    case when g.medical_seen then '全部参保' else concat('有', cast(g.uninsured as string), '人未参保') end as seen
  from stg_household h
  join int_household_guarantee g on g.household_id = h.household_id
  where g.medical_flag <> g.medical_seen
)
select * from final
