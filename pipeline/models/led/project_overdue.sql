-- number: 32
-- id: project_overdue
-- label: 逾期项目
-- definition: 过了计划完工的日期还没有完工的项目,包括往年的;涉及几个村的,一村一行。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: problem
-- sheet: project
-- reason: 逾期情况
-- grain: file, sheet, row
-- nulls: 计划完工的日期空白或读不出、或看不出是否完工的项目计入不明,不列入
with final as (
  select s.village_code, '' as household_id, coalesce(s.overdue, false) as certain,
    concat_ws(' ', s.project_id, s.project_name) as subject,
    concat_ws(';', concat('计划', cast(s.planned_finish_on as string), '完工'), s.state,
      case when s.progress is not null then concat('进度', plain(s.progress * 100), '%') end,
      case when s.arrived is not null and s.paid is not null then concat('到位', plain(s.arrived), '元,已拨付', plain(s.paid), '元') end,
      case when s.responsible_unit is not null then concat('责任单位:', s.responsible_unit) end) as reason,
    'project' as kind, s.file, s.sheet, s.row, 'planned_finish_on' as column_name
  from int_project_state s
  where s.overdue or s.overdue is null
)
select * from final
