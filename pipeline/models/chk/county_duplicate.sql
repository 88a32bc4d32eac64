-- severity: 错误
-- about: 县表中同一个县有两行
-- message: 县表中{county}有两行,不知以哪一行为准。
-- mend: 每县只留一行;如是各乡镇的数,请按乡镇表填报。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
with numbered as (
  select county, _file, _sheet, _row, row_number() over (partition by county order by _file, _sheet, _row) as copy
  from raw_county r
  where not exists (select 1 from stg_superseded_sheet s where s.file = r._file and s.sheet = r._sheet)
),
final as (
  select 'county' as kind, _file as file, _sheet as sheet, _row as row, 'county' as column_name, county as value,
    '' as household_id, '' as village_code, county as entity, county
  from numbered
  where copy > 1
)
select * from final
