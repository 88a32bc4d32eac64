-- severity: 错误
-- about: 在校生填了失学或辍学原因
-- message: 在校生状况填“{status}”,却填了失学或辍学原因“{value}”。
-- mend: 在校的删去原因;不在校的把在校生状况改为非在校生。
-- source: 指标口径§9(数据质量)
-- group: 教育
with final as (
  select 'member' as kind, file, sheet, row, 'dropout_reason' as column_name, dropout_reason as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, school_status as status
  from int_member_fact
  -- a pupil who is taught at home keeps the status of the school
  where pupil and dropout_reason <> '送教上门'
)
select * from final
