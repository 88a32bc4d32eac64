-- about: what the households of a village are, counted by status: class total, status, attribute (贫困户属性) and cause (主要致贫原因) of the registered, income band, guarantee not met, exclusion; the unknown are an item of their own, or stand beside an item that is yes or no
-- grain: village_code, status, class, item
-- source: indicators §4
with base as (
  select v.village_code, coalesce(v.status, '不明') as status, v.status in ('脱贫户', '未脱贫户', '返贫户') as registered, v.persons,
    h.poor_attribute, h.main_cause, i.net, i.divisor, v.food, v.clothing, v.education, v.medical, v.housing, v.water,
    v.food and v.clothing and v.education and v.medical and v.housing and v.water as six_met,
    h.excl_public_salary, h.excl_village_cadre, h.excl_bought_flat, h.excl_vehicle, h.excl_business, h.excl_savings,
    h.excl_away, h.excl_elsewhere, h.excl_supporter, h._rejected as rejected
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  join int_household_income i on i.household_id = v.household_id
),
marks as (
  select village_code, status, persons, 'total' as class, 1 as number, '合计' as item, true as holds from base
  union all
  select b.village_code, b.status, b.persons, 'status', coalesce(c.number, 99), b.status, true
  from base b
  left join ref_code c on c.list = 'household_status' and c.label = b.status
  union all
  select b.village_code, b.status, b.persons, 'attribute', coalesce(c.number, 99), coalesce(b.poor_attribute, '不明'), true
  from base b
  left join ref_code c on c.list = 'poor_attribute' and c.label = b.poor_attribute
  where b.registered
  union all
  select b.village_code, b.status, b.persons, 'cause', coalesce(c.number, 99), coalesce(b.main_cause, '不明'), true
  from base b
  left join ref_code c on c.list = 'cause' and c.label = b.main_cause
  where b.registered
  union all
  -- an income on the edge of two bands is in the upper one
  select b.village_code, b.status, b.persons, 'income', coalesce(e.number, 99), coalesce(e.label, '不明'), true
  from base b
  left join ref_income_band e on (e.from_yuan is null or b.net >= e.from_yuan * b.divisor) and (e.to_yuan is null or b.net < e.to_yuan * b.divisor)
    and b.net is not null and b.divisor is not null
  union all select village_code, status, persons, 'guarantee', 1, '不愁吃', not food from base
  union all select village_code, status, persons, 'guarantee', 2, '不愁穿', not clothing from base
  union all select village_code, status, persons, 'guarantee', 3, '义务教育', not education from base
  union all select village_code, status, persons, 'guarantee', 4, '基本医疗', not medical from base
  union all select village_code, status, persons, 'guarantee', 5, '住房安全', not housing from base
  union all select village_code, status, persons, 'guarantee', 6, '饮水安全', not water from base
  union all select village_code, status, persons, 'guarantee', 7, '六项合计', not six_met from base
  -- a blank exclusion says no, one that could not be read says nothing
  union all select village_code, status, persons, 'exclusion', 1, '财政供养人员', case when instr(rejected, ';excl_public_salary;') = 0 then coalesce(excl_public_salary, false) end from base
  union all select village_code, status, persons, 'exclusion', 2, '村干部', case when instr(rejected, ';excl_village_cadre;') = 0 then coalesce(excl_village_cadre, false) end from base
  union all select village_code, status, persons, 'exclusion', 3, '购商品房', case when instr(rejected, ';excl_bought_flat;') = 0 then coalesce(excl_bought_flat, false) end from base
  union all select village_code, status, persons, 'exclusion', 4, '购车或大型农机', case when instr(rejected, ';excl_vehicle;') = 0 then coalesce(excl_vehicle, false) end from base
  union all select village_code, status, persons, 'exclusion', 5, '经商办企业', case when instr(rejected, ';excl_business;') = 0 then coalesce(excl_business, false) end from base
  union all select village_code, status, persons, 'exclusion', 6, '存款超限', case when instr(rejected, ';excl_savings;') = 0 then coalesce(excl_savings, false) end from base
  union all select village_code, status, persons, 'exclusion', 7, '全家外出半年以上', case when instr(rejected, ';excl_away;') = 0 then coalesce(excl_away, false) end from base
  union all select village_code, status, persons, 'exclusion', 8, '户籍不在本县', case when instr(rejected, ';excl_elsewhere;') = 0 then coalesce(excl_elsewhere, false) end from base
  union all select village_code, status, persons, 'exclusion', 9, '有赡养能力的赡养人', case when instr(rejected, ';excl_supporter;') = 0 then coalesce(excl_supporter, false) end from base
),
final as (
  select village_code, status, class, number, item,
    count(*) filter (where holds) as households,
    cast(coalesce(sum(persons) filter (where holds), 0) as bigint) as persons,
    count(*) filter (where holds and persons is null) as persons_unknown,
    count(*) filter (where holds is null) as unclear_households,
    cast(coalesce(sum(persons) filter (where holds is null), 0) as bigint) as unclear_persons
  from marks
  group by village_code, status, class, number, item
)
select * from final
