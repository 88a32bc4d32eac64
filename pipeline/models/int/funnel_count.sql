-- about: households behind the rates by village, and how many of them tell against it (of approval: those that do not approve): of the register (census), and of those surveyed (sample) with the households they were drawn from, where the village was drawn from as a whole class
-- grain: source, indicator, village_code
-- source: statistics §5: counts of households, whose members share one outcome
with census as (
  select 'census' as source, 'wrong_exit_rate' as indicator, village_code,
    count(*) filter (where status = '脱贫户') as n, count(*) filter (where verdict = '错退') as events, 0 as households
  from int_household_verdict
  group by village_code
  union all
  select 'census', 'omission_rate', village_code,
    count(*) filter (where status = '一般农户'), count(*) filter (where verdict = '漏评'), 0
  from int_household_verdict
  group by village_code
),
sampled as (
  select measure as indicator, village_code, cast(sum(households) as bigint) as n, cast(sum(case when measure = 'approval' then households - events else events end) as bigint) as events,
    case measure when 'wrong_exit_rate' then '脱贫户' when 'omission_rate' then '一般农户' else '全部' end as class,
    count(distinct class) filter (where households > 0) as classes
  from int_sample_cell
  where measure in ('wrong_exit_rate', 'omission_rate', 'approval')
  group by measure, village_code
),
final as (
  select source, indicator, village_code, n, events, households from census
  union all
  select 'sample', s.indicator, s.village_code, s.n, s.events,
    case when s.classes = 1 then coalesce(c.frame_households, 0) else 0 end
  from sampled s
  left join int_sample_class c on c.village_code = s.village_code and c.class = s.class
)
select * from final
