-- severity: 错误
-- about: 文化程度高于正在上的学段
-- message: 文化程度填“{value}”,在校生状况却是“{status}”。
-- mend: 文化程度填已读到的最高学段,不高于在校的学段。
-- source: 指标口径§9(数据质量)
-- group: 教育
with final as (
  select 'member' as kind, file, sheet, row, 'schooling' as column_name, schooling as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, school_status as status
  from int_member_fact
  where schooling_stage > school_stage
    -- who finished a college may go to a school of skills
    and not (schooling_stage = 5 and school_stage = 4)
)
select * from final
