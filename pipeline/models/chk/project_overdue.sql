-- severity: 提示
-- about: 项目过了计划完工的日期还没有完工
-- message: 计划 {value} 完工,到 {as_of} 还没有完工{progress}。
-- mend: 已完工的补实际完工;没有完工的催办并写明原因。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
-- confirm: yes
with final as (
  select 'project' as kind, r._file as file, r._sheet as sheet, r._row as row, 'planned_finish_on' as column_name, cast(r.planned_finish_on as string) as value,
    '' as household_id, coalesce(r.village_code, '') as village_code, concat_ws('/', r.project_id, r.village_code) as entity, cast(p.as_of as string) as as_of,
    case when r.progress is null then '' else concat(',进度', plain(r.progress * 100), '%') end as progress
  from raw_project r
  cross join ref_setting p
  join meta_column c on c.file = r._file and c.sheet = r._sheet and c.kind = 'project' and c.column_name = 'finished_on'
  where r.planned_finish_on < p.as_of and r.finished_on is null and instr(r._rejected, ';finished_on;') = 0
    and coalesce(r.progress, 0) < 1
)
select * from final
