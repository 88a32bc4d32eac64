-- severity: 错误
-- about: 乡镇表中同一乡镇有两行
-- message: 乡镇“{value}”在乡镇表中另有一行计入:{other};这一行没有计入。
-- mend: 核对两行,删去有误的一行。
-- source: 来件约定(重复来件)
-- group: 区划与来件
with final as (
  select 'township' as kind, r._file as file, r._sheet as sheet, r._row as row, 'township' as column_name, r.township as value,
    '' as household_id, '' as village_code, r.township as entity,
    concat(t._file, ' › ', t._sheet, ' › 第', cast(t._row as string), '行') as other
  from raw_township r
  join stg_township t on t.township = r.township and (t._file <> r._file or t._sheet <> r._sheet or t._row <> r._row)
  left join stg_superseded_sheet s on s.kind = 'township' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
)
select * from final
