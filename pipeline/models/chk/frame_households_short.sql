-- severity: 错误
-- about: 抽样框中样本户数多于村户数
-- message: “{class}”的村户数填 {frame},样本户数填 {sampled}。
-- mend: 核对两个数;村户数是抽样时全村这一类的户数。
-- source: 统计口径§1(样本户数不大于村户数)
-- group: 核查
with final as (
  select 'frame' as kind, v.file, v.sheet, v.row,
    case c.class when '脱贫户' then 'sampled_exited_households' when '一般农户' then 'sampled_unregistered_households'
      when '未脱贫户' then 'sampled_remaining_households' when '档外户' then 'sampled_outside_households' else 'sampled_households' end as column_name,
    cast(c.sampled as string) as value, '' as household_id, v.village_code, concat(v.village_code, '/', c.class) as entity,
    c.class, cast(c.frame_households as string) as frame, cast(c.sampled as string) as sampled
  from int_sample_class c
  join int_sample_village v on v.village_code = c.village_code
  where c.sampled > c.frame_households
)
select * from final
