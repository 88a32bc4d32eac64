-- number: 1
-- id: comprehensive_incidence
-- label: 综合贫困发生率
-- definition: 未脱贫(含返贫)人口、错退人口、漏评人口之和占农业户籍人口的比重。
-- source: 贫困县退出评估口径(待核对原文)
-- unit: 人
-- decimals: 2
-- direction: lower
-- numerator: 未脱贫、错退、漏评三项人口之和
-- denominator: 农业户籍人口,按参数 population:户表人口之和、村表填报的总人口,或固定年份的年末人口
-- grain: village_code, household_id
-- nulls: 待核户计入分母和待核,不计入分子;有村的分母没有填报或小于分子的,该村和所在乡镇、县判为数据缺
-- heads: 未脱贫、错退、漏评人口;户籍人口
-- charts: bar
-- headline: yes
with final as (
  select v.village_code, v.household_id,
    case when v.verdict in ('剩余', '错退', '漏评') then coalesce(v.persons, 0) else 0 end as numerator,
    case when p.population = 'registered' then coalesce(v.persons, 0) else 0 end as denominator,
    case when v.verdict = '待核' then coalesce(v.persons, 0) else 0 end as unknown
  from int_household_verdict v
  cross join ref_setting p
  union all
  -- a figure of the village as a whole
  select n.village_code, cast(null as string), 0, n.persons, 0
  from int_population n
  cross join ref_setting p
  where p.population <> 'registered'
)
select * from final
