-- about: what the lists of the departments came to by department and item: rows, those of persons of our households, those that match nobody, and the alerts that they raised
-- grain: department, item
-- publish: trace/alert_source
-- order: department, item
-- source: indicators §6
with listed as (
  select coalesce(department, '') as department, item, count(*) as rows, count(*) filter (where home_household is not null) as matched,
    count(*) filter (where person_key is null) as without_key,
    count(*) filter (where occurred_on is not null and year(occurred_on) <> p.period) as other_years
  from stg_department
  cross join ref_setting p
  where item is not null
  group by coalesce(department, ''), item
),
raised as (
  select department, item, count(*) filter (where result = '预警') as alerts, count(*) filter (where result = '待核') as open, count(*) filter (where result = '预警' and monitored = '已纳入') as monitored,
    count(*) filter (where result = '预警' and monitored = '未纳入') as not_monitored
  from fct_alerts
  group by department, item
),
final as (
  select l.department, l.item, l.rows, l.matched, l.rows - l.matched as unmatched, l.without_key, l.other_years, coalesce(r.alerts, 0) as alerts, coalesce(r.open, 0) as open,
    coalesce(r.monitored, 0) as monitored, coalesce(r.not_monitored, 0) as not_monitored
  from listed l
  left join raised r on r.department = l.department and r.item = l.item
)
select * from final
