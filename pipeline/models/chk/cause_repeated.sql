-- severity: 错误
-- about: 主要致贫原因在其他致贫原因中又填一次
-- message: 主要致贫原因“{main}”在其他致贫原因中又填了一次。
-- mend: 其他致贫原因只填主要原因以外的。
-- source: 各县实际做过的检查
-- group: 贫困状况
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'other_causes' as column_name, other_causes as value,
    household_id, home_village as village_code, main_cause as main
  from stg_household
  where instr((';' || other_causes || ';'), (';' || main_cause || ';')) > 0
)
select * from final
