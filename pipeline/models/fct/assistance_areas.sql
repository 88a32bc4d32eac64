-- about: how far the duty to help (帮扶责任) is met in every area, one row a measure: helpers named, visits a month, resident days, sign-ins and app of the village teams, satisfaction
-- label: 帮扶责任落实
-- definition: 县、各乡镇、各村的帮扶责任落实情况,一项一行:建档立卡户有没有帮扶责任人、是否按月走访,驻村工作队员的驻村天数、签到、APP开通,核查中对干部帮扶的认可
-- grain: period, level, area_code, measure
-- publish: data/assistance_areas
-- order: period, level, area_code, measure
-- columns: period=评估年度;level=级别:county、township、village;area_code=区划代码;area_name=名称;measure=项目:helper 帮扶责任人,visits 按月走访,resident_days 驻村天数,sign_ins 签到,app APP开通,satisfaction 群众满意度;unit=单位:户或人次(一人一个季度为一人次);numerator=达到要求的,来件未到的为空,没有对象的为 0;denominator=应达到要求的,不明的在内,来件未到的为空;value=达到的比例;unknown=不明的:空白、读不出或走访记录没有覆盖全部月份;value_low=可能范围的下限:不明的都没有达到;value_high=可能范围的上限:不明的都达到;amount=总量:走访次数、驻村天数、签到次数,其他项目为空;amount_cases=总量由几户或几人次而来,其余不明;comparator=比较;threshold=要求达到的比例,小数;verdict=判定:达标、未达标、待核、数据缺,没有对象的为 —;villages_expected=应有来件的村数;villages_arrived=来件已到的村数
-- source: indicators §8
with areas as (
  select t.measure, a.level, a.area_code, min(a.area_name) as area_name,
    count(*) filter (where t.expected) as villages_expected,
    count(*) filter (where t.expected and t.arrived) as villages_arrived,
    -- something came, or there is nothing to come
    count(*) filter (where t.arrived) > 0 or count(*) filter (where t.expected) = 0 as told
  from int_assistance_told t
  join int_village_area a on a.village_code = t.village_code
  group by t.measure, a.level, a.area_code
),
sums as (
  select c.measure, a.level, a.area_code, count(*) as cases,
    count(*) filter (where c.holds) as held, count(*) filter (where c.holds is null) as unknown,
    cast(sum(c.amount) as decimal(18, 2)) as amount, count(c.amount) as amount_cases
  from int_assistance_case c
  join int_village_area a on a.village_code = c.village_code
  -- where no sheet came nothing is known of anybody
  join int_assistance_told t on t.measure = c.measure and t.village_code = c.village_code and t.arrived
  group by c.measure, a.level, a.area_code
),
figures as (
  select a.*, coalesce(s.cases, 0) as denominator, coalesce(s.held, 0) as numerator, coalesce(s.unknown, 0) as unknown, s.amount, s.amount_cases,
    cast(q.value as bigint) as percent
  from areas a
  left join sums s on s.measure = a.measure and s.level = a.level and s.area_code = a.area_code
  join ref_check_parameter q on q.name = case a.measure when 'satisfaction' then 'works.satisfaction_percent' else 'works.share_percent' end
),
final as (
  select p.period, f.level, f.area_code, f.area_name, f.measure,
    case when f.measure in ('resident_days', 'sign_ins', 'app') then '人次' else '户' end as unit,
    case when f.told then f.numerator end as numerator,
    case when f.told then f.denominator end as denominator,
    case when f.denominator > 0 then cast(f.numerator as double) / f.denominator end as value,
    case when f.told then f.unknown end as unknown,
    case when f.denominator > 0 then cast(f.numerator as double) / f.denominator end as value_low,
    case when f.denominator > 0 then cast(f.numerator + f.unknown as double) / f.denominator end as value_high,
    case when f.told and f.denominator = 0 and f.measure in ('visits', 'resident_days', 'sign_ins') then 0 else f.amount end as amount,
    case when f.amount is not null then f.amount_cases end as amount_cases,
    '>=' as comparator, cast(f.percent as double) / 100 as threshold,
    case
      when f.villages_expected = 0 and f.denominator = 0 then '—'
      when f.villages_arrived < f.villages_expected or f.denominator = 0 then '数据缺'
      when f.numerator * 100 >= f.denominator * f.percent then '达标'
      when (f.numerator + f.unknown) * 100 < f.denominator * f.percent then '未达标'
      else '待核'
    end as verdict,
    f.villages_expected, f.villages_arrived
  from figures f
  cross join ref_setting p
)
select * from final
