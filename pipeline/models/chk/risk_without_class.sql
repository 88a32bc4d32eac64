-- severity: 警告
-- about: 填了监测的内容却没有监测对象类别
-- message: 填了{seen},监测对象类别却是空的。
-- mend: 补上监测对象类别;不是监测对象的删去所填。
-- source: 指标口径§6(防返贫监测)
-- group: 贫困状况
with told as (
  select h.*, concat_ws('、', case when h.risk_removed is not null then '风险是否已消除' end, case when h.monitored_since is not null then '识别监测时间' end,
    case when h.monitored_until is not null then '消除监测时间' end) as seen
  from stg_household h
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'monitored_class'
  where h.monitored_class is null and instr(h._rejected, ';monitored_class;') = 0
    -- 否 alone is how many sheets say that a household was never watched
    and (h.risk_removed or h.monitored_since is not null or h.monitored_until is not null)
),
final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'monitored_class' as column_name, '' as value,
    household_id, home_village as village_code, seen
  from told
)
select * from final
