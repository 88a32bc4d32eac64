-- severity: 警告
-- about: 整改状态与完成日期不符
-- message: 整改状态填“{state}”,{seen}。
-- mend: 核对状态和完成日期,改正有误的一处。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with told as (
  select r.*,
    case
      when r.state = '已整改' and r.finished_on is null and c.column_name is not null and instr(r._rejected, ';finished_on;') = 0 then '完成日期却是空的'
      when r.state in ('未整改', '整改中') and r.finished_on is not null then concat('却填了完成日期 ', cast(r.finished_on as string))
    end as seen
  from raw_rectification r
  left join meta_column c on c.file = r._file and c.sheet = r._sheet and c.kind = 'rectification' and c.column_name = 'finished_on'
),
final as (
  select 'rectification' as kind, _file as file, _sheet as sheet, _row as row, 'finished_on' as column_name, coalesce(cast(finished_on as string), '') as value,
    coalesce(household_id, '') as household_id, coalesce(village_code, '') as village_code, problem_id as entity, state, seen
  from told
  where seen is not null
)
select * from final
