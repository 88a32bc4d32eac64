-- about: the poverty measures of every area: value, what it is made of, the households it is taken over and those left out
-- label: 贫困测度
-- definition: 县、各乡镇、各村和贫困村、非贫困村合计的每个贫困测度:值、怎样算来、计入和未计入的户
-- grain: period, level, area_code, measure, item
-- publish: data/poverty
-- order: period, level, area_code, measure, item
-- columns: period=评估年度;level=级别:county、township、village,village_kind 为贫困村或非贫困村合计;area_code=地区代码;area_name=地区;measure=贫困测度代号;item=维度或收入组代号,其他测度为空;value=值:比率为小数,金额为元;numerator=分子,人口、元或加权数,按次序计算的测度为空;denominator=分母,同上;households=计入的户数;persons=计入的人口数;unknown=因收入、保障或人口不明而未计入的户数;reason=没有值的原因
-- source: indicators §10; statistics §1
with items as (
  select measure, item from pov_village
  union
  select measure, item from pov_area
),
areas as (
  select level, area_code, min(area_name) as area_name
  from int_poverty_area
  group by level, area_code
),
sums as (
  select v.measure, v.item, a.level, a.area_code, sum(v.numerator) as numerator, sum(v.denominator) as denominator,
    sum(v.households) as households, sum(v.persons) as persons, sum(v.unknown) as unknown
  from pov_village v
  join int_poverty_area a on a.village_code = v.village_code
  group by v.measure, v.item, a.level, a.area_code
),
figures as (
  select measure, item, level, area_code,
    -- the whole part apart, so that whole numbers stay whole in a double
    cast(cast(floor(numerator) as decimal(38, 0)) as double) + cast(numerator - floor(numerator) as double) as numerator,
    cast(cast(floor(denominator) as decimal(38, 0)) as double) + cast(denominator - floor(denominator) as double) as denominator,
    households, persons, unknown, cast(null as double) as value
  from sums
  union all
  select measure, item, level, area_code, null, null, households, persons, unknown, value
  from pov_area
),
valued as (
  select p.period, a.level, a.area_code, a.area_name, i.measure, i.item,
    case when f.denominator > 0 then f.numerator / f.denominator else f.value end as value,
    f.numerator, f.denominator,
    cast(coalesce(f.households, 0) as bigint) as households, cast(coalesce(f.persons, 0) as bigint) as persons,
    cast(coalesce(f.unknown, 0) as bigint) as unknown, m.empty
  from areas a
  cross join items i
  cross join ref_setting p
  join ref_measure m on m.measure = i.measure
  left join figures f on f.measure = i.measure and f.item = i.item and f.level = a.level and f.area_code = a.area_code
),
final as (
  select period, level, area_code, area_name, measure, item, value, numerator, denominator, households, persons, unknown,
    case when value is null then empty else '' end as reason
  from valued
)
select * from final
