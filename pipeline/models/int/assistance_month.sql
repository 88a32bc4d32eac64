-- about: how often every registered household was visited in each of the months looked at: the last whole ones before the as-of date. told is whether a sheet that has the village covers the month, by the first and the last visit in it
-- grain: household_id, month_number
-- source: indicators §8
with bounds as (
  select year(p.as_of) * 12 + month(p.as_of) - case when last_day(p.as_of) = p.as_of then 0 else 1 end as last_month, cast(n.value as bigint) as months
  from ref_setting p
  join ref_check_parameter n on n.name = 'works.visit_months'
),
steps as (
  select 0 as step union select 1 union select 2 union select 3 union select 4 union select 5
  union select 6 union select 7 union select 8 union select 9 union select 10 union select 11
),
months as (
  select b.last_month - s.step as month_number
  from bounds b
  join steps s on s.step < b.months
),
visits as (
  select r.household_id, h.home_village as village_code, year(r.visited_on) * 12 + month(r.visited_on) as month_number, r._file as file, r._sheet as sheet,
    coalesce(r.visit_kind, '') not in ('电话联系', '微信或视频') or f.value > 0 as counts
  from stg_assistance r
  join stg_household h on h.household_id = r.household_id
  join ref_check_parameter f on f.name = 'works.visit_by_phone'
),
sheets as (
  select file, sheet, min(month_number) as first_month, max(month_number) as last_month from visits group by file, sheet
),
told as (
  select v.village_code, min(s.first_month) as first_month, max(s.last_month) as last_month
  from (select distinct village_code, file, sheet from visits) v
  join sheets s on s.file = v.file and s.sheet = v.sheet
  group by v.village_code
),
counted as (
  select household_id, month_number, count(*) as visits from visits where counts group by household_id, month_number
),
final as (
  select h.household_id, h.home_village as village_code, m.month_number, coalesce(c.visits, 0) as visits,
    coalesce(m.month_number between t.first_month and t.last_month, false) as told
  from stg_household h
  cross join months m
  left join told t on t.village_code = h.home_village
  left join counted c on c.household_id = h.household_id and c.month_number = m.month_number
  where h.status in ('脱贫户', '未脱贫户', '返贫户')
)
select * from final
