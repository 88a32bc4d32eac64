-- about: what the help to the registered households came to by area: income a head and its growth, the share of business income, the three guarantees and water, the share of spending on school and illness, and approval
-- label: 帮扶成效
-- definition: 每个县、乡镇、村每项一行:建档立卡户(脱贫户、未脱贫户、返贫户)的人均纯收入及增长、经营性收入占比、三保障和饮水安全、教育医疗支出占比,以及核查的群众认可度
-- grain: period, level, area_code, item
-- publish: data/effect
-- order: period, level, area_code, item
-- columns: period=评估年度;level=级别:county、township、village;area_code=区划代码;area_name=名称;item_order=顺序;item=指标:income、business_share、guarantees、spending_share、satisfaction;label=指标名称;numerator=分子,元或户;denominator=分母,人、元或户;value=当年:元/人或比例;numerator_before=上年的分子;denominator_before=上年的分母;value_before=上年;change=income为增长率,占比为相差;households=计入的户数;unknown=不明而不计入的户数;comparator=比较;threshold=目标;verdict=达标、未达标、待核、数据缺、—(没有目标)
-- source: indicators §6; 建档立卡贫困户精准帮扶标准方案
with registered as (
  select v.household_id, v.village_code, v.education and v.medical and v.housing and v.water as held, v.net_income, c.comparable, c.persons, c.persons_before, c.net_before,
    c.gross, c.gross_business, c.gross_before, c.gross_business_before, cast(round(b.education_cost, 2) as decimal(18, 2)) as education_cost, cast(round(b.medical_cost, 2) as decimal(18, 2)) as medical_cost
  from int_household_verdict v
  join int_income_change c on c.household_id = v.household_id
  join int_household_burden b on b.household_id = v.household_id
  where v.status in ('脱贫户', '未脱贫户', '返贫户')
),
rows as (
  select village_code, 1 as item_order, 'income' as item, case when comparable then net_income end as numerator, case when comparable then cast(persons as decimal(18, 2)) end as denominator,
    case when comparable then net_before end as numerator_before, case when comparable then cast(persons_before as decimal(18, 2)) end as denominator_before, case when comparable then 1 else 0 end as households, case when comparable then 0 else 1 end as unknown
  from registered
  union all
  select village_code, 2, 'business_share', case when comparable and gross_before is not null then gross_business end, case when comparable and gross_before is not null then gross end,
    case when comparable and gross is not null then gross_business_before end, case when comparable and gross is not null then gross_before end,
    case when comparable and gross is not null and gross_before is not null then 1 else 0 end, case when comparable and gross is not null and gross_before is not null then 0 else 1 end
  from registered
  union all
  select village_code, 3, 'guarantees', cast(case when held then 1 else 0 end as decimal(18, 2)), cast(1 as decimal(18, 2)), cast(null as decimal(18, 2)), cast(null as decimal(18, 2)), 1, case when held is null then 1 else 0 end
  from registered
  union all
  select village_code, 4, 'spending_share', case when net_income is not null and (education_cost is not null or medical_cost is not null) then coalesce(education_cost, 0) + coalesce(medical_cost, 0) end,
    case when education_cost is not null or medical_cost is not null then net_income end, cast(null as decimal(18, 2)), cast(null as decimal(18, 2)),
    case when net_income is not null and (education_cost is not null or medical_cost is not null) then 1 else 0 end, case when net_income is not null and (education_cost is not null or medical_cost is not null) then 0 else 1 end
  from registered
  union all
  select village_code, 5, 'satisfaction', cast(numerator as decimal(18, 2)), cast(denominator as decimal(18, 2)), cast(null as decimal(18, 2)), cast(null as decimal(18, 2)), cast(coalesce(denominator, 0) as integer), cast(coalesce(unknown, 0) as integer)
  from ind_village
  where indicator = 'approval'
),
items as (
  select 1 as item_order, 'income' as item, '人均纯收入' as label union all select 2, 'business_share', '生产经营性收入占收入的比例' union all select 3, 'guarantees', '义务教育、基本医疗、住房、饮水都有保障的户'
  union all select 4, 'spending_share', '教育医疗支出占纯收入的比例' union all select 5, 'satisfaction', '群众认可度'
),
summed as (
  select m.level, m.area_code, r.item, sum(r.numerator) as numerator, sum(r.denominator) as denominator, sum(r.numerator_before) as numerator_before, sum(r.denominator_before) as denominator_before,
    cast(sum(r.households) as bigint) as households, cast(sum(r.unknown) as bigint) as unknown
  from rows r
  join int_village_area m on m.village_code = r.village_code
  group by m.level, m.area_code, r.item
),
limited as (
  select a.level, a.area_code, a.area_name, a.villages_missing, i.item_order, i.item, i.label, s.numerator, s.denominator, s.numerator_before, s.denominator_before, coalesce(s.households, 0) as households, coalesce(s.unknown, 0) as unknown,
    case i.item when 'guarantees' then g.value when 'satisfaction' then q.value end as percent
  from int_area a
  cross join items i
  left join summed s on s.level = a.level and s.area_code = a.area_code and s.item = i.item
  join ref_check_parameter g on g.name = 'monitor.guarantees_percent'
  join ref_check_parameter q on q.name = 'monitor.satisfaction_percent'
),
final as (
  select p.period, l.level, l.area_code, l.area_name, cast(l.item_order as bigint) as item_order, l.item, l.label,
    cast(l.numerator as decimal(18, 2)) as numerator, cast(l.denominator as decimal(18, 2)) as denominator,
    cast(l.numerator as double) / nullif(cast(l.denominator as double), 0) as value,
    cast(l.numerator_before as decimal(18, 2)) as numerator_before, cast(l.denominator_before as decimal(18, 2)) as denominator_before,
    cast(l.numerator_before as double) / nullif(cast(l.denominator_before as double), 0) as value_before,
    case
      when l.item = 'income' and l.numerator_before > 0 and l.denominator > 0
        then (cast(l.numerator as double) / cast(l.denominator as double)) / (cast(l.numerator_before as double) / cast(l.denominator_before as double)) - 1
      when l.item = 'business_share' and l.denominator > 0 and l.denominator_before > 0
        then cast(l.numerator as double) / cast(l.denominator as double) - cast(l.numerator_before as double) / cast(l.denominator_before as double)
    end as change,
    l.households, l.unknown, case when l.percent is not null then '>=' else '' end as comparator, cast(l.percent as double) / 100 as threshold,
    case
      when l.percent is null then '—'
      when coalesce(l.denominator, 0) = 0 or l.villages_missing > 0 then '数据缺'
      when l.item = 'guarantees' and l.numerator * 100 >= l.denominator * l.percent then '达标'
      when l.item = 'guarantees' and (l.numerator + l.unknown) * 100 < l.denominator * l.percent then '未达标'
      when l.item = 'guarantees' then '待核'
      -- those that did not answer are of none of those that did
      when l.numerator * 100 >= (l.denominator + l.unknown) * l.percent then '达标'
      when (l.numerator + l.unknown) * 100 < (l.denominator + l.unknown) * l.percent then '未达标'
      else '待核'
    end as verdict
  from limited l
  cross join ref_setting p
)
select * from final
