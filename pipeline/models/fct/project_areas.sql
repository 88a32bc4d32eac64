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
final as (
  select p.period, r.level, r.area_code, r.area_name, r.type as project_type,
    case when s.projects is not null or r.villages_arrived > 0 then coalesce(s.projects, 0) end as projects,
    case when s.projects is not null or r.villages_arrived > 0 then coalesce(s.finished, 0) end as finished,
    case when s.projects is not null or r.villages_arrived > 0 then coalesce(s.under_way, 0) end as under_way,
    case when s.projects is not null or r.villages_arrived > 0 then coalesce(s.not_started, 0) end as not_started,
    case when s.projects is not null or r.villages_arrived > 0 then coalesce(s.state_unknown, 0) end as state_unknown,
    case when s.projects is not null or r.villages_arrived > 0 then coalesce(s.overdue, 0) end as overdue,
    case when s.projects is not null or r.villages_arrived > 0 then coalesce(s.overdue_unknown, 0) end as overdue_unknown,
    cast(s.planned as decimal(18, 2)) as planned, s.planned_unknown, cast(s.arrived as decimal(18, 2)) as arrived, s.arrived_unknown,
    cast(s.paid as decimal(18, 2)) as paid, s.paid_unknown,
    cast(s.arrived_compared as decimal(18, 2)) as arrived_compared, cast(s.paid_compared as decimal(18, 2)) as paid_compared,
    case when s.arrived_compared > 0 then cast(s.paid_compared as double) / cast(s.arrived_compared as double) end as paid_share,
    cast(s.beneficiary_households as bigint) as beneficiary_households, s.beneficiary_unknown,
    cast(s.beneficiary_poor_households as bigint) as beneficiary_poor_households, s.beneficiary_poor_unknown,
    s.disclosed, s.undisclosed, s.disclosed_unknown, r.villages_expected, r.villages_arrived
  from rows r
  cross join ref_setting p
  left join sums s on s.level = r.level and s.area_code = r.area_code and s.type = r.type
)
select * from final
