-- number: 5
-- id: registered_incidence
-- label: 建档立卡贫困发生率
-- definition: 建档立卡未脱贫人口(含返贫)占农业户籍人口的比重。
-- source: 贫困县退出评估口径(待核对原文)
-- unit: 人
-- decimals: 2
-- direction: lower
-- numerator: 未脱贫户和返贫户的人口
-- denominator: 户表人口之和
-- grain: village_code, household_id
-- nulls: 户类型读不出的户计入待核
-- heads: 未脱贫人口;户籍人口
-- charts: bar
with final as (
  select village_code, household_id,
    case when verdict = '剩余' then coalesce(persons, 0) else 0 end as numerator,
    coalesce(persons, 0) as denominator,
    case when status is null then coalesce(persons, 0) else 0 end as unknown
  from int_household_verdict
)
select * from final
