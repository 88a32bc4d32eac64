-- severity: 警告
-- about: 监测对象没有识别监测时间
-- message: 监测对象类别填“{class}”,识别监测时间却是空的。
-- mend: 补上识别监测的时间;不知道时间就不能判断该不该消除。
-- source: 指标口径§6(防返贫监测)
-- group: 日期
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'monitored_since' as column_name, '' as value, h.monitored_class as class,
    h.household_id, h.home_village as village_code
  from stg_household h
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'monitored_since'
  where h.monitored_class is not null and h.monitored_since is null and instr(h._rejected, ';monitored_since;') = 0
)
select * from final
