-- number: 1
-- id: comprehensive_incidence
-- label: 综合贫困发生率
-- definition: 未脱贫(含返贫)人口、错退人口、漏评人口之和占农业户籍人口的比重。
-- source: 贫困县退出评估口径(待核对原文)
-- unit: 人
-- decimals: 2
-- direction: lower
-- numerator: 未脱贫、错退、漏评三项人口之和
-- denominator: 户表人口之和
-- grain: village_code, household_id
-- nulls: 待核户计入分母和待核,不计入分子
-- heads: 未脱贫、错退、漏评人口;户籍人口
-- charts: bar
-- headline: yes
with final as (
  select village_code, household_id,
    case when verdict in ('剩余', '错退', '漏评') then coalesce(persons, 0) else 0 end as numerator,
    coalesce(persons, 0) as denominator,
    case when verdict = '待核' then coalesce(persons, 0) else 0 end as unknown
  from int_household_verdict
)
select * from final
