-- about: the projects of every area by type: how far they are, their money, and who has something of them; where no list came everything is null
-- label: 项目资金进度
-- definition: 县、各乡镇、各村的项目个数、资金和进度,各类型一行、合计一行
-- grain: period, level, area_code, project_type
-- publish: data/project_areas
-- order: period, level, area_code, project_type
-- columns: period=评估年度;level=级别:county、township、village;area_code=区划代码;area_name=名称;project_type=项目类型,合计的为空;projects=项目个数,台账未到的为空;finished=已完工;under_way=在建;not_started=未开工;state_unknown=进度不明;overdue=逾期:过了计划完工的日期没有完工;overdue_unknown=是否逾期不明;planned=计划投资合计,元;planned_unknown=计划投资不明的项目;arrived=到位资金合计,元;arrived_unknown=到位资金不明的项目;paid=已拨付合计,元;paid_unknown=已拨付不明的项目;arrived_compared=到位资金:到位、拨付都知道的项目合计,元;paid_compared=已拨付:同上,元;paid_share=拨付率:上两项之比,小数;beneficiary_households=受益户数合计(户次);beneficiary_unknown=受益户数不明的项目;beneficiary_poor_households=受益贫困户数合计(户次);beneficiary_poor_unknown=受益贫困户数不明的项目;disclosed=已公示的项目;undisclosed=未公示的项目;disclosed_unknown=是否公示不明的项目;villages_expected=应报的村数;villages_arrived=所在乡镇已有项目报来的村数
-- source: indicators §8
with placed as (
  select a.level, a.area_code, s.*
  from int_project_state s
  join int_work_place a on a.kind = 'project' and a.file = s.file and a.sheet = s.sheet and a.row = s.row
),
typed as (
  select *, project_type as type from placed
  union all
  select *, '' from placed
),
sums as (
  select level, area_code, type, count(*) as projects,
    count(*) filter (where state = '已完工') as finished, count(*) filter (where state = '在建') as under_way,
    count(*) filter (where state = '未开工') as not_started, count(*) filter (where state = '不明') as state_unknown,
    count(*) filter (where overdue) as overdue, count(*) filter (where overdue is null) as overdue_unknown,
    sum(planned) as planned, count(*) filter (where planned is null) as planned_unknown,
    sum(arrived) as arrived, count(*) filter (where arrived is null) as arrived_unknown,
    sum(paid) as paid, count(*) filter (where paid is null) as paid_unknown,
    sum(case when paid is not null then arrived end) as arrived_compared, sum(case when arrived is not null then paid end) as paid_compared,
    sum(beneficiary_households) as beneficiary_households, count(*) filter (where beneficiary_households is null) as beneficiary_unknown,
    sum(beneficiary_poor_households) as beneficiary_poor_households, count(*) filter (where beneficiary_poor_households is null) as beneficiary_poor_unknown,
    count(*) filter (where disclosed) as disclosed, count(*) filter (where not disclosed) as undisclosed, count(*) filter (where disclosed is null) as disclosed_unknown
  from typed
  group by level, area_code, type
),
areas as (
  select t.level, t.area_code, a.area_name, t.villages_expected, t.villages_arrived
  from int_work_told t
  join int_area a on a.level = t.level and a.area_code = t.area_code
  where t.kind = 'project'
),
-- a row for every area, also where there is no project; what lies in no area of ours is the county's
rows as (
  select area_name, villages_expected, villages_arrived, level, area_code, '' as type from areas
  union
  select a.area_name, a.villages_expected, a.villages_arrived, a.level, a.area_code, s.type
  from sums s
  join areas a on a.level = s.level and a.area_code = s.area_code
),
-- no project is no money; a project whose money is not known is another matter
told as (
  select r.*, s.projects is not null or r.villages_arrived > 0 as told, s.projects is null as none, s.projects, s.finished, s.under_way, s.not_started, s.state_unknown,
    s.overdue, s.overdue_unknown, s.planned, s.planned_unknown, s.arrived, s.arrived_unknown, s.paid, s.paid_unknown, s.arrived_compared, s.paid_compared,
    s.beneficiary_households, s.beneficiary_unknown, s.beneficiary_poor_households, s.beneficiary_poor_unknown, s.disclosed, s.undisclosed, s.disclosed_unknown
  from rows r
  left join sums s on s.level = r.level and s.area_code = r.area_code and s.type = r.type
),
final as (
  select p.period, t.level, t.area_code, t.area_name, t.type as project_type,
    case when t.told and t.none then 0 else t.projects end as projects,
    case when t.told and t.none then 0 else t.finished end as finished,
    case when t.told and t.none then 0 else t.under_way end as under_way,
    case when t.told and t.none then 0 else t.not_started end as not_started,
    case when t.told and t.none then 0 else t.state_unknown end as state_unknown,
    case when t.told and t.none then 0 else t.overdue end as overdue,
    case when t.told and t.none then 0 else t.overdue_unknown end as overdue_unknown,
    cast(case when t.told and t.none then 0 else t.planned end as decimal(18, 2)) as planned,
    case when t.told and t.none then 0 else t.planned_unknown end as planned_unknown,
    cast(case when t.told and t.none then 0 else t.arrived end as decimal(18, 2)) as arrived,
    case when t.told and t.none then 0 else t.arrived_unknown end as arrived_unknown,
    cast(case when t.told and t.none then 0 else t.paid end as decimal(18, 2)) as paid,
    case when t.told and t.none then 0 else t.paid_unknown end as paid_unknown,
    cast(case when t.told and t.none then 0 else t.arrived_compared end as decimal(18, 2)) as arrived_compared,
    cast(case when t.told and t.none then 0 else t.paid_compared end as decimal(18, 2)) as paid_compared,
    case when t.arrived_compared > 0 then cast(t.paid_compared as double) / cast(t.arrived_compared as double) end as paid_share,
    cast(case when t.told and t.none then 0 else t.beneficiary_households end as bigint) as beneficiary_households,
    case when t.told and t.none then 0 else t.beneficiary_unknown end as beneficiary_unknown,
    cast(case when t.told and t.none then 0 else t.beneficiary_poor_households end as bigint) as beneficiary_poor_households,
    case when t.told and t.none then 0 else t.beneficiary_poor_unknown end as beneficiary_poor_unknown,
    case when t.told and t.none then 0 else t.disclosed end as disclosed,
    case when t.told and t.none then 0 else t.undisclosed end as undisclosed,
    case when t.told and t.none then 0 else t.disclosed_unknown end as disclosed_unknown,
    t.villages_expected, t.villages_arrived
  from told t
  cross join ref_setting p
)
select * from final
