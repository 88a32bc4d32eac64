-- about: the households and persons of every village, township and county by class and item, over all households (scope all), the registered, the exited, the remaining and the unregistered; every level is added up from the villages
-- grain: level, area_code, scope, class, item
-- publish: trace/tally
-- order: level, area_code, scope, class, number, item
-- source: indicators §4
with scoped as (
  select t.*, 'all' as scope from int_tally t
  union all
  select t.*, 'registered' from int_tally t where t.status in ('脱贫户', '未脱贫户', '返贫户')
  union all
  select t.*, 'exited' from int_tally t where t.status = '脱贫户'
  union all
  select t.*, 'remaining' from int_tally t where t.status in ('未脱贫户', '返贫户')
  union all
  select t.*, 'unregistered' from int_tally t where t.status = '一般农户'
),
final as (
  select m.level, m.area_code, s.scope, s.class, s.number, s.item,
    cast(sum(s.households) as bigint) as households, cast(sum(s.persons) as bigint) as persons,
    cast(sum(s.persons_unknown) as bigint) as persons_unknown,
    cast(sum(s.unclear_households) as bigint) as unclear_households, cast(sum(s.unclear_persons) as bigint) as unclear_persons
  from scoped s
  join int_village_area m on m.village_code = s.village_code
  group by m.level, m.area_code, s.scope, s.class, s.number, s.item
)
select * from final
