-- number: 3
-- id: omission_rate
-- label: 漏评率
-- definition: 未建档立卡的一般农户中符合贫困识别标准、又无排除情形的人口占一般农户人口的比重。
-- source: 贫困县退出评估口径(待核对原文);贫困户帮扶责任人培训提纲
-- unit: 人
-- decimals: 2
-- direction: lower
-- numerator: 漏评户人口
-- denominator: 一般农户人口
-- grain: village_code, household_id
-- nulls: 是否贫困无法判断、又无排除情形的一般农户计入分母和待核,不计入分子
-- heads: 漏评人口;一般农户人口
-- charts: bar
-- headline: yes
with final as (
  select village_code, household_id,
    case when verdict = '漏评' then coalesce(persons, 0) else 0 end as numerator,
    case when status = '一般农户' then coalesce(persons, 0) else 0 end as denominator,
    case when status = '一般农户' and verdict = '待核' then coalesce(persons, 0) else 0 end as unknown
  from int_household_verdict
)
select * from final
