-- about: every indicator of every area beside each standard that judges it; rates are made anew from numerator and denominator at each level
-- label: 指标
-- definition: 县、各乡镇、各村的每个指标,与判定它的每个标准并列;率由本级的分子、分母计算,不由下级的率平均
-- grain: period, standard, level, area_code, indicator
-- publish: data/indicators
-- order: period, standard, level, area_code, indicator
-- columns: period=评估年度;standard=标准,没有标准判定的为空;level=级别:county、township、village;area_code=区划代码:6、9 或 12 位;area_name=名称;indicator=指标代号;numerator=分子(人,群众认可度为户);denominator=分母,有村的分母不详或小于分子的为空;value=率,分母为 0 或不详的为空;unknown=待核(人,群众认可度为未答复的户);value_low=可能范围的下限:待核都不计入分子;value_high=可能范围的上限:待核都计入分子(群众认可度的两限以答复户、未答复户之和为分母,不超过 1);comparator=比较:<、<=、>、>=、=;threshold=阈值,小数;verdict=判定:达标、未达标、待核、数据缺,没有阈值的为 —;villages_expected=应报的村数;villages_arrived=户表已到的村数
with areas as (
  select a.level, a.area_code, a.area_name, a.villages_expected, a.villages_arrived, a.villages_missing, i.indicator, i.unknown_apart
  from int_area a
  cross join ref_indicator i
),
sums as (
  select m.level, m.area_code, v.indicator,
    cast(sum(v.numerator) as bigint) as numerator,
    -- not known as soon as that of one village is not
    case when count(*) = count(v.denominator) then cast(sum(v.denominator) as bigint) end as denominator,
    cast(sum(v.unknown) as bigint) as unknown
  from ind_village v
  join int_village_area m on m.village_code = v.village_code
  group by m.level, m.area_code, v.indicator
),
figures as (
  select a.*,
    coalesce(s.numerator, 0) as numerator, case when s.indicator is null then 0 else s.denominator end as denominator, coalesce(s.unknown, 0) as unknown
  from areas a
  left join sums s on s.level = a.level and s.area_code = a.area_code and s.indicator = a.indicator
),
-- the rate could be anything between all unknown bad and all unknown good, over those known and those unknown: never below 0 or above 1
bounded as (
  select *, denominator + case when unknown_apart then unknown else 0 end as bound_denominator,
    -- a denominator from elsewhere may be smaller than what the unknown could add up to
    least(numerator + unknown, denominator + case when unknown_apart then unknown else 0 end) as numerator_high
  from figures
),
judged as (
  select f.*, coalesce(s.standard, '') as standard, s.comparator, s.threshold_num, s.threshold_den,
    satisfies(f.numerator, f.bound_denominator, s.comparator, s.threshold_num, s.threshold_den) as low_met,
    satisfies(f.numerator_high, f.bound_denominator, s.comparator, s.threshold_num, s.threshold_den) as high_met
  from bounded f
  left join ref_standard s on s.indicator = f.indicator and s.level = f.level
),
final as (
  select p.period, j.standard, j.level, j.area_code, j.area_name, j.indicator, j.numerator, j.denominator,
    case when j.denominator > 0 then cast(j.numerator as double) / j.denominator end as value,
    j.unknown,
    case when j.denominator > 0 then cast(j.numerator as double) / j.bound_denominator end as value_low,
    case when j.denominator > 0 then cast(j.numerator_high as double) / j.bound_denominator end as value_high,
    coalesce(j.comparator, '') as comparator,
    cast(j.threshold_num as double) / j.threshold_den as threshold,
    case
      when j.threshold_num is null then '—'
      when j.villages_missing > 0 or coalesce(j.denominator, 0) = 0 then '数据缺'
      when j.low_met and j.high_met then '达标'
      when not j.low_met and not j.high_met then '未达标'
      else '待核'
    end as verdict,
    j.villages_expected, j.villages_arrived
  from judged j
  cross join ref_setting p
)
select * from final
