-- id: poor_income
-- label: 贫困人口人均纯收入
-- definition: 收入低于贫困线的人平均一年的纯收入;与贫困线相比,差多少一眼可见。
-- formula: Σ纯收入(限贫困户)÷Σ贫困人口
-- source: 贫困户帮扶责任人培训提纲(纯收入)
-- unit: 元
-- decimals: 2
-- grain: village_code, item
-- nulls: 收入读不出或空白、人数不明的户不计入,另计户数
-- empty: 没有收入低于贫困线的人
-- behind: below
-- base: below
-- left: below is null
with final as (
  select village_code, '' as item,
    coalesce(sum(income) filter (where below), 0) as numerator,
    coalesce(sum(persons) filter (where below), 0) as denominator,
    count(*) filter (where below) as households,
    coalesce(sum(persons) filter (where below), 0) as persons,
    count(*) filter (where below is null) as unknown
  from int_poverty_household
  group by village_code
)
select * from final
