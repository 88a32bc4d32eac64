-- severity: 错误
-- about: 脱贫户没有脱贫年度
-- message: 户类型是脱贫户,脱贫年度却是空的。
-- mend: 补上脱贫年度;没有脱贫的改户类型。
-- source: 指标口径§9(数据质量)
-- group: 贫困状况
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'exit_year' as column_name, '' as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'exit_year'
  where h.status = '脱贫户' and h.exit_year is null and instr(h._rejected, ';exit_year;') = 0
)
select * from final
