-- severity: 警告
-- about: 核查表的户数少于样本户数
-- message: “{class}”的样本户数为 {sampled},核查表只有 {results} 户。
-- mend: 补交缺少的户;没有访到的也列出,核查结论填“未访到”。
-- source: 来件约定(抽中的户都要列出)
-- group: 核查
with final as (
  select 'frame' as kind, v.file, v.sheet, v.row,
    case c.class when '脱贫户' then 'sampled_exited_households' when '一般农户' then 'sampled_unregistered_households'
      when '未脱贫户' then 'sampled_remaining_households' when '档外户' then 'sampled_outside_households' else 'sampled_households' end as column_name,
    cast(c.sampled as string) as value, '' as household_id, v.village_code, concat(v.village_code, '/', c.class) as entity,
    c.class, cast(c.sampled as string) as sampled, cast(c.results as string) as results
  from int_sample_class c
  join int_sample_village v on v.village_code = c.village_code
  where v.in_sample and v.results > 0 and c.results < c.sampled
)
select * from final
