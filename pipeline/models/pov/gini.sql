-- id: gini
-- label: 基尼系数(人均纯收入)
-- definition: 收入分配的差距:0为人人一样,越近1差距越大;看的是全部人口,不只是贫困户。
-- formula: [2Σy·C−Σy·m−M·Y]÷(M·Y),y为户纯收入、m为人口、C为按人均纯收入由低到高的累计人口,M、Y为合计
-- source: Gini(1912);按人口加权的算法与R的laeken一致
-- unit: 指数
-- decimals: 4
-- grain: level, area_code, item
-- nulls: 收入读不出或空白、人数不明的户不计入,另计户数
-- empty: 没有收入已知的人,或收入合计不大于零
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
base as (
  select a.level, a.area_code, cast(sum(v.persons) as bigint) as persons, cast(sum(v.households) as bigint) as households, cast(sum(v.unknown) as bigint) as unknown
  from villages v
  join int_poverty_area a on a.village_code = v.village_code
  group by a.level, a.area_code
),
ordered as (
  select a.level, a.area_code, h.persons, h.income,
    sum(h.persons) over (partition by a.level, a.area_code order by cast(h.income as double) / h.persons, h.household_id rows between unbounded preceding and current row) as up_to
  from int_poverty_household h
  join int_poverty_area a on a.village_code = h.village_code
  where h.below is not null
),
sums as (
  -- exact sums; equal incomes a head may stand in any order
  select level, area_code, sum(income) as total, sum(income * cast(2 * up_to - persons as bigint)) as ranked
  from ordered
  group by level, area_code
),
final as (
  select b.level, b.area_code, '' as item,
    case when s.total > 0 then cast(s.ranked - s.total * b.persons as double) / cast(s.total * b.persons as double) end as value,
    b.households, b.persons, b.unknown
  from base b
  left join sums s on s.level = b.level and s.area_code = b.area_code
)
select * from final
