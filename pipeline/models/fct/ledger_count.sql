-- about: how much stands in each ledger by village: rows, households, persons, and of how many it is not known whether they belong
-- grain: ledger, village_code
-- publish: trace/ledger_count
-- order: number, village_code
with listed as (
  select ledger, village_code, count(*) as rows, count(distinct nullif(household_id, '')) as households,
    cast(coalesce(sum(persons), 0) as bigint) as persons, count(*) filter (where persons is null) as persons_unknown
  from fct_ledger
  group by ledger, village_code
),
doubtful as (
  select ledger, village_code, count(*) as unclear
  from led_row
  where not certain
  group by ledger, village_code
),
final as (
  select l.ledger, l.number, coalesce(r.village_code, d.village_code) as village_code, coalesce(r.rows, 0) as rows,
    coalesce(r.households, 0) as households, coalesce(r.persons, 0) as persons, coalesce(r.persons_unknown, 0) as persons_unknown,
    coalesce(d.unclear, 0) as unclear
  from listed r
  full outer join doubtful d on d.ledger = r.ledger and d.village_code = r.village_code
  join ref_ledger l on l.ledger = coalesce(r.ledger, d.ledger)
)
select * from final
