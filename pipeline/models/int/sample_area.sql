-- about: every village with the areas and the stratum it belongs to and what its register counts in persons: remaining, exited, unregistered and all; what samples are extrapolated to
-- grain: village_code
-- source: statistics §1: U, T_x, T_n, N are register totals
with register as (
  select village_code,
    cast(coalesce(sum(persons) filter (where status in ('未脱贫户', '返贫户')), 0) as bigint) as remaining,
    cast(coalesce(sum(persons) filter (where status = '脱贫户'), 0) as bigint) as exited,
    cast(coalesce(sum(persons) filter (where status = '一般农户'), 0) as bigint) as unregistered,
    cast(coalesce(sum(persons), 0) as bigint) as persons, count(*) as households,
    count(*) filter (where status = '脱贫户') as exited_households, count(*) filter (where status = '一般农户') as unregistered_households
  from int_household_verdict
  group by village_code
),
visited as (
  select village_code, count(*) filter (where response = '访到') as surveyed, count(*) filter (where response = '未访到') as absent,
    count(*) filter (where response = '待访') as pending
  from int_sample_household
  where sampled
  group by village_code
),
drawn as (
  select village_code, cast(sum(greatest(drawn, results)) as bigint) as households
  from int_sample_class
  group by village_code
),
final as (
  select coalesce(v.village_code, s.village_code) as village_code,
    coalesce(v.village, s.village_code) as village,
    coalesce(v.township_code, substr(s.village_code, 1, 9)) as township_code, coalesce(v.township, substr(s.village_code, 1, 9)) as township,
    coalesce(v.county_code, substr(s.village_code, 1, 6)) as county_code, coalesce(v.county, substr(s.village_code, 1, 6)) as county,
    v.poor_village, coalesce(v.expected, false) as expected, coalesce(v.arrived, false) as arrived,
    s.stratum, coalesce(s.in_frame, false) as in_frame, coalesce(s.in_sample, false) as in_sample,
    coalesce(r.remaining, 0) as remaining, coalesce(r.exited, 0) as exited, coalesce(r.unregistered, 0) as unregistered, coalesce(r.persons, 0) as persons, coalesce(r.households, 0) as households,
    coalesce(r.exited_households, 0) as exited_households, coalesce(r.unregistered_households, 0) as unregistered_households,
    coalesce(d.households, 0) as drawn_households, coalesce(h.surveyed, 0) as surveyed, coalesce(h.absent, 0) as absent, coalesce(h.pending, 0) as pending
  from int_village v
  full outer join int_sample_village s on s.village_code = v.village_code
  left join visited h on h.village_code = s.village_code
  left join drawn d on d.village_code = s.village_code and s.in_sample
  left join register r on r.village_code = coalesce(v.village_code, s.village_code)
)
select * from final
