-- severity: 错误
-- about: 建档立卡户没有识别年度
-- message: 户类型是{status},识别年度却是空的。
-- mend: 补上识别年度。
-- source: 指标口径§9(数据质量)
-- group: 贫困状况
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'identified_year' as column_name, '' as value,
    h.household_id, h.home_village as village_code, h.status
  from stg_household h
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'identified_year'
  where h.status in ('脱贫户', '未脱贫户', '返贫户') and h.identified_year is null and instr(h._rejected, ';identified_year;') = 0
)
select * from final
