-- about: in which column of which sheet each value was read
-- grain: file, sheet, kind, column_name
-- publish: trace/column
-- order: file, sheet, kind, column_name
with final as (
  select file, sheet, kind, column_name, letter, header, unit from meta_column
)
select * from final
