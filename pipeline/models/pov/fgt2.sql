-- id: fgt2
-- label: 贫困强度指数(FGT2)
-- definition: 与深度指数相同,但离贫困线越远的人分量越重,数值大说明有特别穷的户。
-- formula: Σ人口×((贫困线−人均纯收入)÷贫困线)²(限贫困户)÷Σ人口
-- source: Foster、Greer与Thorbecke(1984)
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 收入读不出或空白、人数不明的户不计入,另计户数
-- empty: 没有收入已知的人
-- behind: below
-- base: below is not null
-- left: below is null
with gaps as (
  -- a negative income is kept: its gap passes 1
  select village_code, persons, below, cast(line * persons - income as double) / cast(line * persons as double) as gap
  from int_poverty_household
),
final as (
  select village_code, '' as item,
    -- rounded to whole parts of 10^15 first, so that the sum is exact in any order
    coalesce(sum(cast(persons * gap * gap as decimal(38, 15))) filter (where below), 0) as numerator,
    coalesce(sum(persons) filter (where below is not null), 0) as denominator,
    count(*) filter (where below is not null) as households,
    coalesce(sum(persons) filter (where below is not null), 0) as persons,
    count(*) filter (where below is null) as unknown
  from gaps
  group by village_code
)
select * from final
