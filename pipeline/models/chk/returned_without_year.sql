-- severity: 警告
-- about: 返贫户没有返贫年度
-- message: 户类型是返贫户,返贫年度却是空的。
-- mend: 补上返贫年度。
-- source: 指标口径§9(数据质量)
-- group: 贫困状况
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'returned_year' as column_name, '' as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'returned_year'
  where h.status = '返贫户' and h.returned_year is null and instr(h._rejected, ';returned_year;') = 0
)
select * from final
