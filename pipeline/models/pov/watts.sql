-- id: watts
-- label: 瓦茨指数(Watts)
-- definition: 按收入的倍数差距衡量贫困:同样差一百元,越穷的人分量越重;人人都在线上时为0。
-- formula: Σ人口×ln(贫困线÷人均纯收入)(限贫困户)÷Σ人口;人均纯收入低于 poverty.watts_floor 的按该数计
-- source: Watts(1968)
-- unit: 指数
-- decimals: 4
-- grain: village_code, item
-- nulls: 收入读不出或空白、人数不明的户不计入,另计户数
-- empty: 没有收入已知的人
-- behind: below
-- base: below is not null
-- left: below is null
with logs as (
  select h.village_code, h.persons, h.below,
    ln(cast(h.line * h.persons as double) / greatest(cast(h.income as double), cast(p.watts_floor * h.persons as double))) as distance
  from int_poverty_household h
  cross join ref_poverty p
),
final as (
  select village_code, '' as item,
    -- rounded to whole parts of 10^15 first, so that the sum is exact in any order
    coalesce(sum(cast(persons * distance as decimal(38, 15))) filter (where below), 0) as numerator,
    coalesce(sum(persons) filter (where below is not null), 0) as denominator,
    count(*) filter (where below is not null) as households,
    coalesce(sum(persons) filter (where below is not null), 0) as persons,
    count(*) filter (where below is null) as unknown
  from logs
  group by village_code
)
select * from final
