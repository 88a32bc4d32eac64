-- about: the classes of households (抽样类别) of the villages of the sample: M in the frame, m drawn, and what came back; where the frame does not part its counts by class the village is one class
-- grain: village_code, class
-- source: statistics §1: M_hig, m_hig
with counted as (
  select village_code, '脱贫户' as class, exited_households as frame_households, sampled_exited_households as sampled from int_sample_village where by_class
  union all
  select village_code, '一般农户', unregistered_households, sampled_unregistered_households from int_sample_village where by_class
  union all
  select village_code, '未脱贫户', remaining_households, sampled_remaining_households from int_sample_village where by_class
  union all
  select village_code, '档外户', outside_households, sampled_outside_households from int_sample_village where by_class
  union all
  select village_code, '全部', households, sampled_households from int_sample_village where in_frame and not by_class
),
found as (
  select village_code, case when by_class or not in_frame then class else '全部' end as class,
    count(*) as results,
    count(*) filter (where response = '访到') as surveyed
  from int_sample_visit
  where in_sample and coalesce(given_weight, 1) <> 0
  group by village_code, case when by_class or not in_frame then class else '全部' end
),
final as (
  select coalesce(c.village_code, f.village_code) as village_code, coalesce(c.class, f.class) as class,
    c.frame_households, c.sampled,
    coalesce(f.results, 0) as results, coalesce(f.surveyed, 0) as surveyed,
    -- what stood in for others does not make the sample larger
    greatest(coalesce(c.sampled, f.results, 0), coalesce(f.surveyed, 0)) as drawn
  from counted c
  full outer join found f on f.village_code = c.village_code and f.class = c.class
)
select * from final
