-- about: what the households of a village are, counted by status: class total, status, attribute (贫困户属性) and cause (主要致贫原因) of the registered, income band, guarantee not met, exclusion; the unknown are an item of their own, or stand beside an item that is yes or no
-- grain: village_code, status, class, item
-- source: indicators §4
with marks as (
  select village_code, status, persons, 'total' as class, 1 as number, '合计' as item, true as holds from int_household_class
  union all
  select b.village_code, b.status, b.persons, 'status', coalesce(c.number, 99), coalesce(b.status, '不明'), true
  from int_household_class b
  left join ref_code c on c.list = 'household_status' and c.label = b.status
  union all
  select b.village_code, b.status, b.persons, 'attribute', coalesce(c.number, 99), coalesce(b.poor_attribute, '不明'), true
  from int_household_class b
  left join ref_code c on c.list = 'poor_attribute' and c.label = b.poor_attribute
  where b.registered
  union all
  select b.village_code, b.status, b.persons, 'cause', coalesce(c.number, 99), coalesce(b.main_cause, '不明'), true
  from int_household_class b
  left join ref_code c on c.list = 'cause' and c.label = b.main_cause
  where b.registered
  union all
  select village_code, status, persons, 'income', coalesce(band_number, 99), coalesce(band, '不明'), true from int_household_class
  union all select village_code, status, persons, 'guarantee', 1, '不愁吃', not food from int_household_class
  union all select village_code, status, persons, 'guarantee', 2, '不愁穿', not clothing from int_household_class
  union all select village_code, status, persons, 'guarantee', 3, '义务教育', not education from int_household_class
  union all select village_code, status, persons, 'guarantee', 4, '基本医疗', not medical from int_household_class
  union all select village_code, status, persons, 'guarantee', 5, '住房安全', not housing from int_household_class
  union all select village_code, status, persons, 'guarantee', 6, '饮水安全', not water from int_household_class
  union all select village_code, status, persons, 'guarantee', 7, '六项合计', not six_met from int_household_class
  union all select village_code, status, persons, 'exclusion', 1, '财政供养人员', public_salary from int_household_class
  union all select village_code, status, persons, 'exclusion', 2, '村干部', village_cadre from int_household_class
  union all select village_code, status, persons, 'exclusion', 3, '购商品房', bought_flat from int_household_class
  union all select village_code, status, persons, 'exclusion', 4, '购车或大型农机', vehicle from int_household_class
  union all select village_code, status, persons, 'exclusion', 5, '经商办企业', business from int_household_class
  union all select village_code, status, persons, 'exclusion', 6, '存款超限', savings from int_household_class
  union all select village_code, status, persons, 'exclusion', 7, '全家外出半年以上', away from int_household_class
  union all select village_code, status, persons, 'exclusion', 8, '户籍不在本县', elsewhere from int_household_class
  union all select village_code, status, persons, 'exclusion', 9, '有赡养能力的赡养人', supporter from int_household_class
),
final as (
  select village_code, coalesce(status, '不明') as status, class, number, item,
    count(*) filter (where holds) as households,
    cast(coalesce(sum(persons) filter (where holds), 0) as bigint) as persons,
    count(*) filter (where holds and persons is null) as persons_unknown,
    count(*) filter (where holds is null) as unclear_households,
    cast(coalesce(sum(persons) filter (where holds is null), 0) as bigint) as unclear_persons
  from marks
  group by village_code, coalesce(status, '不明'), class, number, item
)
select * from final
