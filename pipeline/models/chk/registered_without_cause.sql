-- severity: 警告
-- about: 建档立卡户没有主要致贫原因
-- message: 户类型是{status},主要致贫原因却是空的。
-- mend: 补上主要致贫原因。
-- source: 指标口径§4(四级汇总)
-- group: 贫困状况
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'main_cause' as column_name, '' as value,
    h.household_id, h.home_village as village_code, h.status
  from stg_household h
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'main_cause'
  where h.status in ('脱贫户', '未脱贫户', '返贫户') and h.main_cause is null and instr(h._rejected, ';main_cause;') = 0
)
select * from final
