-- severity: 警告
-- about: 项目、整改、驻村各表的村代码不在应报村之内
-- message: 村代码“{value}”不在应报村名单(units.csv,没有时用村表)之内。
-- mend: 核对村代码;确有该村的补进应报村名单。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
with coded as (
  select 'project' as kind, village_code, _file, _sheet, _row, project_id as entity from raw_project
  union all select 'rectification', village_code, _file, _sheet, _row, problem_id from raw_rectification
  union all select 'work_team', village_code, _file, _sheet, _row, concat_ws('/', village_code, cast(year as string), quarter, name) from raw_work_team
  union all select 'frame', village_code, _file, _sheet, _row, concat_ws('/', batch, village_code) from raw_frame
),
final as (
  select c.kind, c._file as file, c._sheet as sheet, c._row as row, 'village_code' as column_name, c.village_code as value,
    '' as household_id, '' as village_code, c.entity
  from coded c
  left join stg_village_list v on v.village_code = c.village_code
  where c.village_code is not null and v.village_code is null
)
select * from final
