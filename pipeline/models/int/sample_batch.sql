-- about: the batches (批次) of the verification; the one with the latest 核查日期 is estimated from, of equal ones that with results and the later name; each batch is a sample of its own, and two are never added up
-- grain: batch
-- source: statistics §1
with households as (
  select batch, count(*) as households, max(checked_on) as checked_to,
    count(*) filter (where conclusion is not null or persons is not null or per_capita is not null or approves_overall is not null) as filled
  from stg_verification
  group by batch
),
final as (
  select batch, households, filled, checked_to,
    row_number() over (order by checked_to desc nulls last, case when filled > 0 then 0 else 1 end, batch desc) = 1 as estimated
  from households
)
select * from final
