-- about: what each household drawn brings to each rate of the sample: x of the denominator, and whether it is an event; inside: it answered and counts; missing: it was not reached, did not answer or cannot be told; suspected and unresolved households are inside and no events; an answer counts for approval only where the case is settled as 核实
-- grain: measure, household_id
-- source: statistics §1: y = x·event; who was not reached or did not answer leaves the domain, and the response rate and the range are reported; inclusion and exclusion: Coady, Grosh and Hoddinott 2004
with households as (
  select *,
    response = '访到' and persons is not null as counted,
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
final as (
  select 'wrong_exit_rate' as measure, household_id, village_code, coalesce(group_class, class) as class, weight,
    counted as inside, not counted as missing, case when exited then coalesce(persons, 0) else 0 end as x, event, suspected, unresolved
  from households
  union all
  select 'omission_rate', household_id, village_code, coalesce(group_class, class), weight,
    counted, not counted, case when unregistered then coalesce(persons, 0) else 0 end, event, suspected, unresolved
  from households
  union all
  select 'approval', household_id, village_code, coalesce(group_class, class), weight,
    response = '访到' and counts and approves is not null, counts and (response <> '访到' or approves is null), 1, coalesce(approves, false), false, false
  from households
  union all
  select 'inclusion_error', household_id, village_code, coalesce(group_class, class), weight,
    counted and not (on_register and entitled is null), not counted or (on_register and entitled is null),
    case when on_register then coalesce(persons, 0) else 0 end, not entitled, false, false
  from households
  union all
  select 'exclusion_error', household_id, village_code, coalesce(group_class, class), weight,
    counted and entitled is not null, not counted or entitled is null,
    case when entitled then coalesce(persons, 0) else 0 end, not on_register, false, false
  from households
)
select * from final
