-- id: income_group
-- label: 收入分组人口比重
-- definition: 全部人口按人均纯收入为贫困线的多少分组,各组占多大比重;恰在组界上的归上一组。
-- formula: Σ该组人口÷Σ人口;组界见 poverty.income_group_percents
-- source: 分组界限为本程序约定
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 收入读不出或空白、人数不明的户不计入,另计户数
-- empty: 没有收入已知的人
-- behind: below is not null
-- base: below is not null
-- left: below is null
with villages as (
  select village_code,
    coalesce(sum(persons) filter (where below is not null), 0) as persons,
    count(*) filter (where below is not null) as households,
    count(*) filter (where below is null) as unknown
  from int_poverty_household
  group by village_code
),
grouped as (
  select h.village_code, g.item, sum(h.persons) as persons
  from int_poverty_household h
  join ref_income_group g on (g.from_percent is null or h.income * 100 >= g.from_percent * h.line * h.persons)
    and (g.to_percent is null or h.income * 100 < g.to_percent * h.line * h.persons)
  where h.below is not null
  group by h.village_code, g.item
),
final as (
  select v.village_code, g.item, coalesce(s.persons, 0) as numerator, v.persons as denominator, v.households, v.persons, v.unknown
  from villages v
  cross join ref_income_group g
  left join grouped s on s.village_code = v.village_code and s.item = g.item
)
select * from final
