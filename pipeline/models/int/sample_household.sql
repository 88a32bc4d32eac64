-- about: the households drawn, with the number of households each stands for (抽样权重): as given, else from the frame by (N/n)·(M/m), or 1/π·(M/m) where the probabilities of the villages differ; none where neither tells, never 1
-- grain: household_id
-- source: statistics §1: missing weight derived from frame counts, else refused; 0 is outside the sample; negative is an error
with placed as (
  select v.*, c.class as group_class, c.frame_households, c.drawn as drawn_households,
    t.simple, t.frame_villages, t.drawn_villages, s.probability
  from int_sample_visit v
  join int_sample_village s on s.village_code = v.village_code
  join int_sample_stratum t on t.stratum = s.stratum
  left join int_sample_class c on c.village_code = v.village_code and c.class = case when v.by_class or not v.in_frame then v.class else '全部' end
),
derived as (
  select *,
    case
      when not in_frame or drawn_villages < 1 or drawn_households < 1 or frame_households < drawn_households or frame_villages < drawn_villages then null
      when simple then cast(frame_villages as double) / cast(drawn_villages as double) * (cast(frame_households as double) / cast(drawn_households as double))
      else 1 / cast(probability as double) * (cast(frame_households as double) / cast(drawn_households as double))
    end as frame_weight
  from placed
),
final as (
  select *,
    case when given_weight > 0 then cast(given_weight as double) when given_weight is null then frame_weight end as weight,
    case
      when given_weight > 0 then '填报'
      when given_weight = 0 then '为零'
      when given_weight < 0 then '为负'
      when frame_weight is not null then '抽样框'
      else '缺'
    end as weight_source,
    in_sample and coalesce(given_weight, 1) <> 0 as sampled
  from derived
)
select * from final
