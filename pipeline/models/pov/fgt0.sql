-- id: fgt0
-- label: 收入贫困发生率(FGT0)
-- definition: 每100人中有多少人的人均纯收入低于贫困线;只看收入,不看户类型。
-- formula: Σ贫困人口÷Σ人口;人均纯收入<贫困线的为贫困
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
    coalesce(sum(persons) filter (where below), 0) as numerator,
    coalesce(sum(persons) filter (where below is not null), 0) as denominator,
    count(*) filter (where below is not null) as households,
    coalesce(sum(persons) filter (where below is not null), 0) as persons,
    count(*) filter (where below is null) as unknown
  from int_poverty_household
  group by village_code
)
select * from final
