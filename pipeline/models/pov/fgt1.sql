-- id: fgt1
-- label: 贫困深度指数(FGT1)
-- definition: 贫困人口的收入离贫困线有多远,按全部人口平均、为贫困线的百分之几;分子就是把全部贫困人口补到贫困线一年要多少元。
-- formula: Σ(贫困线×人口−纯收入,限贫困户)÷(贫困线×Σ人口)
-- source: Foster、Greer与Thorbecke(1984)
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 收入读不出或空白、人数不明的户不计入,另计户数
-- empty: 没有收入已知的人
-- behind: below
-- base: below is not null
-- left: below is null
with final as (
  select village_code, '' as item,
    coalesce(sum(line * persons - income) filter (where below), 0) as numerator,
    coalesce(sum(line * persons) filter (where below is not null), 0) as denominator,
    count(*) filter (where below is not null) as households,
    coalesce(sum(persons) filter (where below is not null), 0) as persons,
    count(*) filter (where below is null) as unknown
  from int_poverty_household
  group by village_code
)
select * from final
