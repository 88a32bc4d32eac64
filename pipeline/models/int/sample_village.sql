-- about: the villages of the sample that is estimated from: those of its frame, or, without a frame, those with results; in_sample: drawn by the frame, or without one with a household that counts
-- grain: village_code
-- source: statistics §1
with found as (
  select v.village_code, min(v.stratum) as stratum, count(*) as households,
    count(*) filter (where coalesce(v.weight, 1) <> 0) as counting
  from stg_verification v
  join int_sample_batch b on b.batch = v.batch and b.estimated
  group by v.village_code
),
frame as (
  select f.*
  from stg_frame f
  join int_sample_batch b on b.batch = f.batch and b.estimated
),
has_frame as (
  select count(*) > 0 as given from frame
),
final as (
  select coalesce(f.village_code, r.village_code) as village_code,
    coalesce(f.stratum, r.stratum, '') as stratum,
    f.village_code is not null as in_frame,
    case when h.given then coalesce(f.drawn, false) else r.counting > 0 end as in_sample,
    case when f.inclusion_probability > 0 and f.inclusion_probability <= 1 then f.inclusion_probability end as probability,
    f.exited_households is not null or f.unregistered_households is not null or f.remaining_households is not null or f.outside_households is not null as by_class,
    f.households, f.sampled_households,
    f.exited_households, f.sampled_exited_households, f.unregistered_households, f.sampled_unregistered_households,
    f.remaining_households, f.sampled_remaining_households, f.outside_households, f.sampled_outside_households,
    coalesce(r.households, 0) as results,
    f._file as file, f._sheet as sheet, f._row as row
  from frame f
  full outer join found r on r.village_code = f.village_code
  cross join has_frame h
)
select * from final
