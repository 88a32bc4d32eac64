-- severity: 警告
-- about: 访到的户数多于样本户数
-- message: “{class}”的样本户数{planned},核查表访到 {surveyed} 户;按访到的户数计算权重。
-- mend: 多出的若是备选户,被替换的户应为“未访到”;不在样本中的户不要列入。
-- source: 统计口径§1(样本户数)
-- group: 核查
with final as (
  select 'frame' as kind, v.file, v.sheet, v.row,
    case c.class when '脱贫户' then 'sampled_exited_households' when '一般农户' then 'sampled_unregistered_households'
      when '未脱贫户' then 'sampled_remaining_households' when '档外户' then 'sampled_outside_households' else 'sampled_households' end as column_name,
    coalesce(cast(c.sampled as string), '') as value, '' as household_id, v.village_code, concat(v.village_code, '/', c.class) as entity,
    c.class, case when c.sampled is null then '没有填' else concat('为 ', cast(c.sampled as string)) end as planned, cast(c.surveyed as string) as surveyed
  from int_sample_class c
  join int_sample_village v on v.village_code = c.village_code
  where v.in_sample and v.in_frame and c.surveyed > coalesce(c.sampled, 0)
)
select * from final
