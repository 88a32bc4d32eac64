-- severity: 警告
-- about: 项目进度与实际完工不符
-- message: {seen}。
-- mend: 核对进度和实际完工,改正有误的一处。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with told as (
  select r.*,
    case
      when r.finished_on is not null and r.progress < 1 then concat('已填实际完工 ', cast(r.finished_on as string), ',进度却只有', plain(r.progress * 100), '%')
      when r.finished_on is null and r.progress >= 1 and c.column_name is not null and instr(r._rejected, ';finished_on;') = 0 then '进度已到100%,实际完工却是空的'
    end as seen
  from raw_project r
  left join meta_column c on c.file = r._file and c.sheet = r._sheet and c.kind = 'project' and c.column_name = 'finished_on'
),
final as (
  select 'project' as kind, _file as file, _sheet as sheet, _row as row, 'progress' as column_name, plain(progress) as value,
    '' as household_id, coalesce(village_code, '') as village_code, concat_ws('/', project_id, village_code) as entity, seen
  from told
  where seen is not null
)
select * from final
