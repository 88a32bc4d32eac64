-- about: the strata (抽样层) of the sample with their villages in the frame and drawn; simple: all villages had the same probability, so that the finite population counts; without a frame neither is known
-- grain: stratum
-- source: statistics §1: N_h, n_h; PPS or unknown N_h: no finite population correction
with final as (
  select stratum,
    count(*) filter (where in_frame) as frame_villages,
    count(*) filter (where in_sample) as drawn_villages,
    count(*) filter (where in_frame) > 0 and coalesce(max(probability) = min(probability), true) as simple,
    max(probability) as probability
  from int_sample_village
  group by stratum
)
select * from final
