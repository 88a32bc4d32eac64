-- about: every project of the assessment year, and of earlier years those not finished: how far it is by the as-of date, and whether it is overdue
-- label: 项目
-- definition: 本年度的项目和往年没有完工的项目,一个项目一村一行:截止日期时的进度、资金、是否逾期
-- grain: period, village_code, project_id, file, sheet, row
-- publish: data/projects
-- order: village_code, project_id, file, sheet, row
-- mask: project_name=text
-- columns: period=评估年度;village_code=村代码,不知属哪个村的为未定;project_id=项目编号;project_name=项目名称;project_type=项目类型;year=项目年度;state=进度:已完工、在建、未开工、不明;progress=形象进度,小数;planned=计划投资,元;arrived=到位资金,元;paid=已拨付,元;started_on=开工日期;planned_finish_on=计划完工;finished_on=实际完工;overdue=过了计划完工的日期没有完工;beneficiary_households=受益户数;beneficiary_poor_households=受益贫困户数;disclosed=是否公示;file=来源文件;sheet=来源工作表;row=来源行;cell=来源单元格;header=表头
-- source: indicators §8
with final as (
  select p.period, s.village_code, s.project_id, coalesce(s.project_name, '') as project_name, s.project_type, s.year, s.state,
    cast(s.progress as double) as progress, cast(s.planned as decimal(18, 2)) as planned, cast(s.arrived as decimal(18, 2)) as arrived, cast(s.paid as decimal(18, 2)) as paid,
    s.started_on, s.planned_finish_on, s.finished_on, s.overdue, s.beneficiary_households, s.beneficiary_poor_households, s.disclosed, s.file, s.sheet, s.row,
    concat(coalesce(c.letter, ''), cast(s.row as string)) as cell, coalesce(c.header, '') as header
  from int_project_state s
  cross join ref_setting p
  left join meta_column c on c.file = s.file and c.sheet = s.sheet and c.kind = 'project' and c.column_name = 'project_id'
)
select * from final
