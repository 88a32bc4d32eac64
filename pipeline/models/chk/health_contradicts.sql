-- severity: 错误
-- about: 健康状况又填健康又填患病或残疾
-- message: 健康状况同时填了健康和别的情况:{value}。
-- mend: 有病、有残疾的删去“健康”。
-- source: 来件约定(人表:健康状况可多选)
-- group: 医疗与健康
with final as (
  select 'member' as kind, file, sheet, row, 'health' as column_name, health as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where instr((';' || health || ';'), ';健康;') > 0 and health <> '健康'
)
select * from final
