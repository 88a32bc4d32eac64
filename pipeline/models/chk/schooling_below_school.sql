-- severity: 警告
-- about: 文化程度低于正在上的学段
-- message: 文化程度填“{value}”,在校生状况却是“{status}”,中间少了学段。
-- mend: 核对文化程度和在校生状况,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 教育
with final as (
  select 'member' as kind, file, sheet, row, 'schooling' as column_name, schooling as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, school_status as status
  from int_member_fact
  -- a university follows a senior school as a college does
  where schooling_stage < case when school_stage > 3 then 3 else school_stage - 1 end
)
select * from final
