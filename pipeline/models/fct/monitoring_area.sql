-- about: the households and persons of every area by class of monitoring and item: by the register (total, removed, open, removal_unknown, new, removed_now, undated, differs: due under another class; and untold) under the class registered, by the states that follow under the class registered or due; class 合计 is all of them
-- grain: level, area_code, class, item
-- publish: trace/monitoring_area
-- order: level, area_code, class_order, item_order
-- source: indicators §6
with marks as (
  select village_code, class_registered as class, persons, 1 as item_order, 'total' as item from int_household_monitoring where class_registered not in ('', '不明')
  union all
  select village_code, class_registered, persons, 2, 'removed' from int_household_monitoring where class_registered not in ('', '不明') and removed
  union all
  select village_code, class_registered, persons, 3, 'open' from int_household_monitoring where class_registered not in ('', '不明') and not removed
  union all
  select village_code, class_registered, persons, 4, 'removal_unknown' from int_household_monitoring where class_registered not in ('', '不明') and removed is null
  union all
  select village_code, class_registered, persons, 5, 'new' from int_household_monitoring where class_registered not in ('', '不明') and new_now
  union all
  select village_code, class_registered, persons, 6, 'removed_now' from int_household_monitoring where class_registered not in ('', '不明') and removed_now
  union all
  select village_code, class_registered, persons, 7, 'undated' from int_household_monitoring
  where class_registered not in ('', '不明') and (since is null or (removed and until is null))
  union all
  select village_code, case when class_registered in ('', '不明') then case class_due when '' then '待定' else class_due end else class_registered end, persons,
    case state when '已纳入' then 11 when '应纳未纳' then 12 when '风险已消除' then 13 when '应消未消' then 14 when '消除过早' then 15 when '整户无劳动能力' then 16 else 17 end, state
  from int_household_monitoring
  where state <> ''
  union all
  -- its sheet does not tell
  select village_code, '不明', persons, 8, 'untold' from int_household_monitoring where class_registered = '不明'
  union all
  select village_code, class_registered, persons, 21, 'differs' from int_household_monitoring
  where class_registered not in ('', '不明') and class_due not in ('', '待定') and class_due <> class_registered and not removed
),
doubled as (
  select village_code, class, persons, item_order, item from marks
  union all
  select village_code, '合计', persons, item_order, item from marks
),
counted as (
  select m.level, m.area_code, b.class, b.item_order, b.item, count(*) as households, cast(coalesce(sum(b.persons), 0) as bigint) as persons,
    count(*) filter (where b.persons is null) as persons_unknown
  from doubled b
  join int_village_area m on m.village_code = b.village_code
  group by m.level, m.area_code, b.class, b.item_order, b.item
),
final as (
  select level, area_code, cast(case class when '合计' then 0 when '脱贫不稳定户' then 1 when '边缘易致贫户' then 2 when '突发严重困难户' then 3 else 4 end as bigint) as class_order, class,
    cast(item_order as bigint) as item_order, item, households, persons, persons_unknown
  from counted
)
select * from final
