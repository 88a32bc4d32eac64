-- about: the sums that the estimates need, by rate, village, class of households and weight: whole numbers, so that the order of adding does not matter; the weight is applied to them afterwards, w to the sums and w² to the squares
-- grain: measure, village_code, class, weight
-- source: statistics §6: one scan to sums, all else on a few thousand rows
with valued as (
  select *, case when event then x else 0 end as y
  from int_sample_value
),
final as (
  select measure, village_code, class, weight,
    count(*) as drawn,
    count(*) filter (where inside) as rows,
    count(*) filter (where inside and x <> 0) as households,
    count(*) filter (where inside and y <> 0) as events,
    cast(coalesce(sum(x) filter (where inside), 0) as bigint) as x,
    cast(coalesce(sum(y) filter (where inside), 0) as bigint) as y,
    cast(coalesce(sum(x * x) filter (where inside), 0) as bigint) as xx,
    cast(coalesce(sum(x * y) filter (where inside), 0) as bigint) as xy,
    cast(coalesce(sum(y * y) filter (where inside), 0) as bigint) as yy,
    count(*) filter (where inside and unresolved and x <> 0) as unresolved,
    cast(coalesce(sum(x) filter (where inside and unresolved), 0) as bigint) as unresolved_x,
    cast(coalesce(sum(x * x) filter (where inside and unresolved), 0) as bigint) as unresolved_xx,
    count(*) filter (where inside and suspected and x <> 0) as suspected,
    cast(coalesce(sum(x) filter (where inside and suspected), 0) as bigint) as suspected_x,
    count(*) filter (where missing and x <> 0) as missing,
    cast(coalesce(sum(x) filter (where missing), 0) as bigint) as missing_x
  from valued
  group by measure, village_code, class, weight
)
select * from final
