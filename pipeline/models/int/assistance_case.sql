-- about: every household, person of a village team and interviewed household that the work of helpers is measured by, with whether what is asked of it holds (null: not known) and how much of it there is
-- grain: measure, file, sheet, row
-- source: indicators §8
with needed as (
  select max(case name when 'works.visits_a_month' then value end) as visits,
    max(case name when 'works.resident_days' then value end) as resident_days, max(case name when 'works.sign_ins' then value end) as sign_ins
  from ref_check_parameter
),
helped as (
  select household_id, count(*) as rows from stg_assistance group by household_id
),
helpers as (
  select 'helper' as measure, h.home_village as village_code, h.household_id,
    case
      when h.helper is not null or a.rows > 0 then true
      when c.column_name is not null and instr(h._rejected, ';helper;') = 0 then false
    end as holds,
    cast(null as decimal(18, 2)) as amount, '' as detail, 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'helper' as column_name
  from stg_household h
  left join helped a on a.household_id = h.household_id
  left join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'helper'
  where h.status in ('脱贫户', '未脱贫户', '返贫户')
),
by_month as (
  select m.household_id, count(*) as months, count(*) filter (where m.told) as months_told, cast(sum(m.visits) as bigint) as visits,
    count(*) filter (where m.told and m.visits < n.visits) as short,
    joined(case when m.told and m.visits < n.visits
      then concat(cast(floor((m.month_number - 1) / 12) as bigint), '年', lpad(cast((m.month_number - 1) % 12 + 1 as string), 2, '0'), '月', cast(m.visits as string), '次') end) as months_short
  from int_assistance_month m
  cross join needed n
  group by m.household_id
),
visits as (
  select 'visits' as measure, h.home_village as village_code, h.household_id,
    case when b.short > 0 then false when b.months_told = b.months then true end as holds,
    case when b.months_told > 0 then cast(b.visits as decimal(18, 2)) end as amount, coalesce(b.months_short, '') as detail,
    'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'helper' as column_name
  from stg_household h
  join by_month b on b.household_id = h.household_id
),
-- quarters of the year that have ended
quarters as (
  select r.*, concat(cast(r.year as string), '年', r.quarter) as quarter_name, coalesce(v.village_code, '未定') as home_village
  from stg_work_team r
  cross join ref_setting p
  left join int_village v on v.village_code = r.village_code
  where r.year = p.period
    and r.year * 12 + 3 * r.quarter_number <= year(p.as_of) * 12 + month(p.as_of) - case when last_day(p.as_of) = p.as_of then 0 else 1 end
),
team as (
  select 'resident_days' as measure, q.home_village as village_code, '' as household_id, q.resident_days >= n.resident_days as holds,
    cast(q.resident_days as decimal(18, 2)) as amount, q.quarter_name as detail, 'work_team' as kind, q._file as file, q._sheet as sheet, q._row as row, 'resident_days' as column_name
  from quarters q
  cross join needed n
  union all
  select 'sign_ins', q.home_village, '', q.sign_ins >= n.sign_ins, cast(q.sign_ins as decimal(18, 2)), q.quarter_name, 'work_team', q._file, q._sheet, q._row, 'sign_ins'
  from quarters q
  cross join needed n
  union all
  select 'app', q.home_village, '', q.app_opened, null, q.quarter_name, 'work_team', q._file, q._sheet, q._row, 'app_opened'
  from quarters q
),
satisfaction as (
  select 'satisfaction' as measure, village_code, household_id, approves_cadres as holds, cast(null as decimal(18, 2)) as amount, '' as detail,
    'verification' as kind, file, sheet, row, 'approves_cadres' as column_name
  from int_verification_answer
  where reached and counts
),
final as (
  select * from helpers
  union all select * from visits
  union all select * from team
  union all select * from satisfaction
)
select * from final
