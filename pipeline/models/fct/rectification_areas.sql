-- about: the problems that inspections found, by area and by where they come from (来源) and what they are about (类别): how many are rectified, and how many are overdue; where no list came everything is null
-- label: 问题整改进度
-- definition: 县、各乡镇、各村的问题整改进度:合计一行,各来源、各类别一行
-- grain: period, level, area_code, dimension, item
-- publish: data/rectification_areas
-- order: period, level, area_code, dimension, item
-- mask: item=text
-- columns: period=评估年度;level=级别:county、township、village;area_code=区划代码;area_name=名称;dimension=分类:source 来源,category 类别,合计的为空;item=来源或类别,合计的为空;problems=问题件数,台账未到的为空;finished=已整改;under_way=整改中;not_started=未整改;state_unknown=整改状态不明;overdue=逾期:过了整改期限没有整改完;overdue_unknown=是否逾期不明:状态或期限不明;finished_late=已整改而完成日期晚于期限;finished_late_unknown=已整改而是否按期不明;value=整改率:已整改÷问题件数,小数;value_high=可能范围的上限:状态不明的都已整改;villages_expected=应报的村数;villages_arrived=所在乡镇已有问题报来的村数
-- source: indicators §8
with placed as (
  select a.level, a.area_code, s.*
  from int_rectification_state s
  join int_work_place a on a.kind = 'rectification' and a.file = s.file and a.sheet = s.sheet and a.row = s.row
),
classed as (
  select level, area_code, '' as dimension, '' as item, state, overdue, finished_late from placed
  union all
  select level, area_code, 'source', source, state, overdue, finished_late from placed
  union all
  select level, area_code, 'category', category, state, overdue, finished_late from placed
),
sums as (
  select level, area_code, dimension, item, count(*) as problems,
    count(*) filter (where state = '已整改') as finished, count(*) filter (where state = '整改中') as under_way,
    count(*) filter (where state = '未整改') as not_started, count(*) filter (where state = '不明') as state_unknown,
    count(*) filter (where overdue) as overdue, count(*) filter (where overdue is null) as overdue_unknown,
    count(*) filter (where finished_late) as finished_late, count(*) filter (where state = '已整改' and finished_late is null) as finished_late_unknown
  from classed
  group by level, area_code, dimension, item
),
areas as (
  select t.level, t.area_code, a.area_name, t.villages_expected, t.villages_arrived
  from int_work_told t
  join int_area a on a.level = t.level and a.area_code = t.area_code
  where t.kind = 'rectification'
),
rows as (
  select area_name, villages_expected, villages_arrived, level, area_code, '' as dimension, '' as item from areas
  union
  select a.area_name, a.villages_expected, a.villages_arrived, a.level, a.area_code, s.dimension, s.item
  from sums s
  join areas a on a.level = s.level and a.area_code = s.area_code
),
told as (
  select r.*, s.problems is not null or r.villages_arrived > 0 as told, s.problems, s.finished, s.under_way, s.not_started, s.state_unknown, s.overdue,
    s.overdue_unknown, s.finished_late, s.finished_late_unknown
  from rows r
  left join sums s on s.level = r.level and s.area_code = r.area_code and s.dimension = r.dimension and s.item = r.item
),
final as (
  select p.period, t.level, t.area_code, t.area_name, t.dimension, t.item,
    case when t.told then coalesce(t.problems, 0) end as problems, case when t.told then coalesce(t.finished, 0) end as finished,
    case when t.told then coalesce(t.under_way, 0) end as under_way, case when t.told then coalesce(t.not_started, 0) end as not_started,
    case when t.told then coalesce(t.state_unknown, 0) end as state_unknown, case when t.told then coalesce(t.overdue, 0) end as overdue,
    case when t.told then coalesce(t.overdue_unknown, 0) end as overdue_unknown, case when t.told then coalesce(t.finished_late, 0) end as finished_late,
    case when t.told then coalesce(t.finished_late_unknown, 0) end as finished_late_unknown,
    case when t.problems > 0 then cast(t.finished as double) / t.problems end as value,
    case when t.problems > 0 then cast(t.finished + t.state_unknown as double) / t.problems end as value_high,
    t.villages_expected, t.villages_arrived
  from told t
  cross join ref_setting p
)
select * from final
