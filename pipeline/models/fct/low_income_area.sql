-- about: the households and persons of every area by class of low income, by what leaves 待核 open, and by mismatch
-- grain: level, area_code, part, item
-- publish: trace/low_income_area
-- order: level, area_code, part_order, item_order, item
-- source: indicators §6
with marks as (
  select village_code, persons, 1 as part_order, 'class' as part, case class when '特困' then 1 when '低保' then 2 when '低保边缘' then 3 when '支出型困难' then 4 when '防返贫监测对象' then 5 when '其他' then 6 else 7 end as item_order,
    class as item from int_household_low_income
  union all
  select village_code, persons, 2, 'open', 1, open from int_household_low_income where open <> ''
  union all
  select village_code, persons, 3, 'mismatch', 1, '应享未享低保' from int_household_low_income where missed
  union all
  select village_code, persons, 3, 'mismatch', 2, '应享未享低保待核' from int_household_low_income where missed is null
  union all
  select village_code, persons, 3, 'mismatch', 3, over from int_household_low_income where over is not null
  union all
  select village_code, persons, 3, 'mismatch', 4, '死亡仍享受' from int_household_low_income where paid_dead > 0
  union all
  select village_code, single_persons, 3, 'mismatch', 5, '可单人纳入低保' from int_household_low_income where single_persons > 0
),
final as (
  select a.level, a.area_code, cast(m.part_order as bigint) as part_order, m.part, cast(m.item_order as bigint) as item_order, m.item, count(*) as households,
    cast(coalesce(sum(m.persons), 0) as bigint) as persons, count(*) filter (where m.persons is null) as persons_unknown
  from marks m
  join int_village_area a on a.village_code = m.village_code
  group by a.level, a.area_code, m.part_order, m.part, m.item_order, m.item
)
select * from final
