-- severity: 警告
-- about: 义务教育保障的户标记与成员情况相反
-- message: 户表填义务教育保障“{flag}”,人表却{seen};按无保障处理。
-- mend: 核对适龄成员的在校情况和户表的填写。
-- source: 指标口径§1(户的判定)
-- group: 教育
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'education' as column_name,
    case when g.education_flag then '是' else '否' end as value, h.household_id, h.home_village as village_code,
    case when g.education_flag then '是' else '否' end as flag,
    case when g.education_seen then '没有失学辍学的适龄成员' else concat('有', cast(g.out_of_school as string), '名适龄成员失学辍学') end as seen
  from stg_household h
  join int_household_guarantee g on g.household_id = h.household_id
  where g.education_flag <> g.education_seen
)
select * from final
