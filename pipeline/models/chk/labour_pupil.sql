-- severity: 警告
-- about: 在校生填作普通或技能劳动力
-- message: 在校生状况填“{status}”,劳动技能却填“{value}”。
-- mend: 在校生填无劳动力;已离校的改在校生状况。
-- source: 指标口径§9(数据质量)
-- group: 劳动力
with final as (
  select 'member' as kind, file, sheet, row, 'labour_skill' as column_name, labour_skill as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, school_status as status
  from int_member_fact
  where able and pupil
)
select * from final
