-- severity: 错误
-- about: 没有抽样权重,抽样框也推不出
-- message: 没有抽样权重,抽样框也推不出:{why}。含有这一户的范围不作加权估计。
-- mend: 填抽样权重;或交抽样框,填全该层各村的入样概率和这一类的村户数、样本户数。
-- source: 统计口径§1(缺权重的由抽样框推算,推不出的不计)
-- group: 核查
with final as (
  select 'verification' as kind, file, sheet, row, 'weight' as column_name, '' as value, household_id, village_code,
    case
      when not in_frame then '没有抽样框'
      when frame_households is null then concat('抽样框中没有“', class, '”的村户数')
      when frame_households < drawn_households then concat('抽样框中“', class, '”的村户数少于样本户数')
      when not simple and probability is null then '该层各村的入样概率不同,而这个村的没有填'
      else '抽样框中的数不全'
    end as why
  from int_sample_household
  where sampled and weight_source = '缺' and response = '访到'
)
select * from final
