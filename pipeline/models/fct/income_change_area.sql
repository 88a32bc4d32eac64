-- about: the households of every area by how their income moved, over all of them (part all), and of those that fell by the part that fell most and by cause; flagged are townships with as many falling households as monitor.falling_households says
-- grain: level, area_code, part, item
-- publish: trace/income_change_area
-- order: level, area_code, part_order, item
-- source: indicators §6
with marks as (
  select village_code, persons, 1 as part_order, 'trend' as part, trend as item from int_income_change
  union all
  select village_code, persons, 1, 'trend', '有上年收入' from int_income_change where has_before
  union all
  select village_code, persons, 2, 'target', case when reaches then '达到' when not reaches then '未达到' else '不明' end from int_income_change where has_before
  union all
  select village_code, persons, 3, 'open', open from int_income_change where open <> ''
  union all
  select village_code, persons, 4, 'fallen_part', case when fallen_part = '' then '不明' else fallen_part end from int_income_change where trend = '减收'
  union all
  select village_code, persons, 5, 'fallen_cause', coalesce(main_cause, '没有填') from int_income_change where trend = '减收'
),
counted as (
  select a.level, a.area_code, m.part_order, m.part, m.item, count(*) as households, cast(coalesce(sum(m.persons), 0) as bigint) as persons
  from marks m
  join int_village_area a on a.village_code = m.village_code
  group by a.level, a.area_code, m.part_order, m.part, m.item
),
final as (
  select c.level, c.area_code, cast(c.part_order as bigint) as part_order, c.part, c.item, c.households, c.persons,
    case when c.level = 'township' and c.item = '减收' and c.area_code <> '未定' then c.households >= f.value else false end as flagged
  from counted c
  join ref_check_parameter f on f.name = 'monitor.falling_households'
)
select * from final
