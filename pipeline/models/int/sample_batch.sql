-- about: the batches (批次) of the verification; the one with the latest 核查日期 is estimated from, of equal ones that with results and the later name; each batch is a sample of its own, and two are never added up
-- grain: batch
-- source: statistics §1
with households as (
  select batch, count(*) as households, max(checked_on) as checked_to,
    count(*) filter (where conclusion is not null or persons is not null or per_capita is not null or approves_overall is not null) as filled
  from stg_verification
  group by batch
),
ranked as (
  select *, row_number() over (order by checked_to desc nulls last, case when filled > 0 then 0 else 1 end, batch desc) as place
  from households
),
frames as (
  select batch, count(*) as villages
  from stg_frame
  group by batch
),
final as (
  select r.batch, r.households, r.filled, r.checked_to, r.place = 1 as estimated, coalesce(f.villages, 0) as frame_villages
  from ranked r
  left join frames f on f.batch = r.batch
)
select * from final
