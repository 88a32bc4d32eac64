-- severity: 错误
-- about: 村表中同一村代码有两行
-- message: 村代码“{value}”在村表中另有一行计入:{other};这一行没有计入。
-- mend: 核对两行,删去有误的一行。
-- source: 来件约定(重复来件)
-- group: 区划与来件
with final as (
  select 'village' as kind, r._file as file, r._sheet as sheet, r._row as row, 'village_code' as column_name, r.village_code as value,
    '' as household_id, r.village_code, r.village_code as entity,
    concat(t._file, ' › ', t._sheet, ' › 第', cast(t._row as string), '行') as other
  from raw_village r
  join stg_village t on t.village_code = r.village_code and (t._file <> r._file or t._sheet <> r._sheet or t._row <> r._row)
  left join stg_superseded_sheet s on s.kind = 'village' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
)
select * from final
