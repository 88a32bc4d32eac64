-- id: sst
-- label: 森-肖罗克斯-托恩指数(SST)
-- definition: 森指数的改进:贫困差距按全部人口平均,再按差距分布是否集中加重;收入有一点变化,指数跟着平缓地变。
-- formula: 平均差距×(1+G),差距为(贫困线−人均纯收入)÷贫困线、不贫困的为0,G为全部人口差距的基尼系数;负的收入按0计
-- source: Shorrocks(1995)
-- unit: 指数
-- decimals: 4
-- grain: level, area_code, item
-- nulls: 收入读不出或空白、人数不明的户不计入,另计户数
-- empty: 没有收入已知的人
-- behind: below
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
poor as (
  select a.level, a.area_code, h.household_id, h.persons, h.line,
    h.line * h.persons - case when h.income > 0 then h.income else 0 end as gap
  from int_poverty_household h
  join int_poverty_area a on a.village_code = h.village_code
  where h.below
),
ordered as (
  -- by rising gap all who are not poor come before, with a gap of 0
  select *, sum(persons) over (partition by level, area_code order by cast(gap as double) / persons, household_id rows between unbounded preceding and current row) as up_to
  from poor
),
sums as (
  select level, area_code, min(line) as line, cast(sum(persons) as bigint) as persons, sum(gap) as total,
    sum(gap * cast(2 * up_to - persons as bigint)) as ranked
  from ordered
  group by level, area_code
),
final as (
  -- with the sum of gaps T, M persons and q of them poor: T/(zM) · (1 + [ranked + 2(M-q)T]/(MT) - 1)
  select b.level, b.area_code, '' as item,
    case when b.persons > 0 then coalesce(
      cast(s.ranked + 2 * s.total * (b.persons - s.persons) as double) / (cast(s.line * b.persons as double) * b.persons), 0) end as value,
    b.households, b.persons, b.unknown
  from base b
  left join sums s on s.level = b.level and s.area_code = b.area_code
)
select * from final
