-- id: sen
-- label: 森指数(Sen)
-- definition: 把有多少人贫困、穷到什么程度、贫困的人之间差距多大合成一个数;三者有一样变坏,指数就上升。
-- formula: H·[I+(1−I)·Gp],H为贫困发生率,I为贫困人口的平均差距,Gp为贫困人口的基尼系数;负的收入按0计
-- source: Sen(1976)
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
  select a.level, a.area_code, h.household_id, h.persons, h.line, case when h.income > 0 then h.income else 0 end as income
  from int_poverty_household h
  join int_poverty_area a on a.village_code = h.village_code
  where h.below
),
ordered as (
  select *, sum(persons) over (partition by level, area_code order by cast(income as double) / persons, household_id rows between unbounded preceding and current row) as up_to
  from poor
),
sums as (
  select level, area_code, min(line) as line, cast(sum(persons) as bigint) as persons, sum(income) as total,
    sum(income * cast(2 * up_to - persons as bigint)) as ranked
  from ordered
  group by level, area_code
),
final as (
  -- with q poor persons of M and their income Y: H = q/M, 1-I = Y/(zq), Gp = ranked/(qY) - 1, hence this, which asks for no Y above 0
  select b.level, b.area_code, '' as item,
    case when b.persons > 0 then coalesce(
      cast(cast(s.line * s.persons as decimal(38, 4)) * s.persons - 2 * s.total * s.persons + s.ranked as double)
        / (cast(s.line * s.persons as double) * b.persons), 0) end as value,
    b.households, b.persons, b.unknown
  from base b
  left join sums s on s.level = b.level and s.area_code = b.area_code
)
select * from final
