-- severity: 错误
-- about: 受益贫困户数大于受益户数
-- message: 受益贫困户数 {value} 户,大于受益户数 {whole} 户。
-- mend: 核对两栏;受益户数包括贫困户。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with final as (
  select 'project' as kind, _file as file, _sheet as sheet, _row as row, 'beneficiary_poor_households' as column_name, cast(beneficiary_poor_households as string) as value,
    '' as household_id, coalesce(village_code, '') as village_code, concat_ws('/', project_id, village_code) as entity, cast(beneficiary_households as string) as whole
  from raw_project
  where beneficiary_poor_households > beneficiary_households
)
select * from final
