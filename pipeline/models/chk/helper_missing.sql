-- severity: 警告
-- about: 建档立卡户没有帮扶责任人
-- message: 户类型是{status},帮扶责任人却是空的。
-- mend: 补上帮扶责任人;没有落实的尽快落实。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'helper' as column_name, '' as value,
    h.household_id, h.home_village as village_code, h.status
  from stg_household h
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'helper'
  where h.status in ('脱贫户', '未脱贫户', '返贫户') and h.helper is null and instr(h._rejected, ';helper;') = 0
)
select * from final
