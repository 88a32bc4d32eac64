-- about: the sums that the estimates need, by rate, village, class of households and weight: whole numbers, so that the order of adding does not matter; the weight is applied to them afterwards, w to the sums and w² to the squares. x is what a household brings to the denominator, y is x of an event; inside: it answered and counts; missing: it was not reached, did not answer or cannot be told; suspected and unresolved households are inside and no events
-- grain: measure, village_code, class, weight
-- source: statistics §6: one scan to sums, all else on a few thousand rows; §1: y = x·event; who was not reached or did not answer leaves the domain, and the response rate and the range are reported; an answer counts for approval only where the case is settled as 核实; inclusion and exclusion: Coady, Grosh and Hoddinott 2004
with households as (
  select village_code, coalesce(group_class, class) as class, weight, response, counts, approves, persons,
    response = '访到' and persons is not null as counted,
    coalesce(exited, false) as exited, coalesce(unregistered, false) as unregistered, event, suspected, unresolved,
    case
      when coalesce(excluded_by, '') <> '' then false
      when remaining then remaining_poor
      when unresolved then null
      when response = '访到' then event
    end as entitled,
    coalesce(remaining or (p.register = 'all' and exited), false) as on_register
  from int_sample_household
  cross join ref_poverty p
  where sampled
),
-- the one pass over the households: those that are alike in all that counts
alike as (
  select village_code, class, weight, response, counts, approves, counted, exited, unregistered, event, suspected, unresolved, entitled, on_register,
    count(*) as n, count(persons) as known,
    cast(coalesce(sum(persons), 0) as bigint) as persons, cast(coalesce(sum(persons * persons), 0) as bigint) as squares
  from households
  group by village_code, class, weight, response, counts, approves, counted, exited, unregistered, event, suspected, unresolved, entitled, on_register
),
measured as (
  select 'wrong_exit_rate' as measure, village_code, class, weight, n, counted as inside, not counted as missing, exited as within,
    known as holders, persons as x, squares as xx, event, suspected, unresolved
  from alike
  union all
  select 'omission_rate', village_code, class, weight, n, counted, not counted, unregistered, known, persons, squares, event, suspected, unresolved
  from alike
  union all
  select 'approval', village_code, class, weight, n, response = '访到' and counts and approves is not null, counts and (response <> '访到' or approves is null), true,
    n, n, n, coalesce(approves, false), false, false
  from alike
  union all
  select 'inclusion_error', village_code, class, weight, n, counted and not (on_register and entitled is null), not counted or (on_register and entitled is null), on_register,
    known, persons, squares, not entitled, false, false
  from alike
  union all
  select 'exclusion_error', village_code, class, weight, n, counted and entitled is not null, not counted or entitled is null, coalesce(entitled, false),
    known, persons, squares, not on_register, false, false
  from alike
),
final as (
  select measure, village_code, class, weight,
    cast(coalesce(sum(n) filter (where inside), 0) as bigint) as rows,
    cast(coalesce(sum(holders) filter (where inside and within), 0) as bigint) as households,
    cast(coalesce(sum(holders) filter (where inside and within and event), 0) as bigint) as events,
    cast(coalesce(sum(x) filter (where inside and within), 0) as bigint) as x,
    cast(coalesce(sum(xx) filter (where inside and within), 0) as bigint) as xx,
    cast(coalesce(sum(x) filter (where inside and within and event), 0) as bigint) as y,
    -- y is 0 or x, so that this is the sum of its squares and of the products
    cast(coalesce(sum(xx) filter (where inside and within and event), 0) as bigint) as yy,
    cast(coalesce(sum(holders) filter (where inside and within and unresolved), 0) as bigint) as unresolved,
    cast(coalesce(sum(x) filter (where inside and within and unresolved), 0) as bigint) as unresolved_x,
    cast(coalesce(sum(xx) filter (where inside and within and unresolved), 0) as bigint) as unresolved_xx,
    cast(coalesce(sum(holders) filter (where inside and within and suspected), 0) as bigint) as suspected,
    cast(coalesce(sum(x) filter (where inside and within and suspected), 0) as bigint) as suspected_x,
    cast(coalesce(sum(holders) filter (where missing and within), 0) as bigint) as missing,
    cast(coalesce(sum(x) filter (where missing and within), 0) as bigint) as missing_x
  from measured
  group by measure, village_code, class, weight
)
select * from final
