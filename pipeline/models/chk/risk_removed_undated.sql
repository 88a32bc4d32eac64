-- severity: 警告
-- about: 风险已消除却没有消除时间
-- message: 风险是否已消除填“是”,消除监测时间却是空的。
-- mend: 补上消除监测的时间。
-- source: 指标口径§9(数据质量)
-- group: 日期
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'monitored_until' as column_name, '' as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'monitored_until'
  where h.risk_removed and h.monitored_until is null and instr(h._rejected, ';monitored_until;') = 0
)
select * from final
