-- about: the exit standards of every poor village, item by item, and how many of those judged are met
-- grain: standard, village_code, item
-- publish: data/village_exit
-- order: standard, village_code, item
-- columns: standard=贫困村退出标准;village_code=村代码;village_name=村;township=乡镇;item=项目代号,all 为整村;numerator=分子:达到的户数、自然村数,是否项为 1 或 0,金额项为整元;denominator=分母,是否项和金额项为 1;value=比例或金额;comparator=比较;threshold=阈值;verdict=判定:达标、未达标、数据缺;reason=未达标或数据缺的原因
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018), nine standards
with measured as (
  select i.standard, m.village_code, v.village as village_name, v.township, m.item, i.label, i.unit,
    cast(m.numerator as bigint) as numerator, cast(m.denominator as bigint) as denominator, m.amount,
    i.comparator, i.threshold_num, i.threshold_den,
    case
      when m.amount is not null then
        case i.comparator
          when '<' then m.amount * i.threshold_den < i.threshold_num
          when '<=' then m.amount * i.threshold_den <= i.threshold_num
          when '>' then m.amount * i.threshold_den > i.threshold_num
          when '>=' then m.amount * i.threshold_den >= i.threshold_num
          when '=' then m.amount * i.threshold_den = i.threshold_num
        end
      else satisfies(m.numerator, m.denominator, i.comparator, i.threshold_num, i.threshold_den)
    end as met
  from int_village_exit_measure m
  join ref_exit_item i on i.item = m.item
  join int_village v on v.village_code = m.village_code
),
judged as (
  select *,
    case
      when denominator = 0 then '达标'
      when numerator is null or denominator is null or threshold_num is null then '数据缺'
      when met then '达标'
      else '未达标'
    end as verdict,
    -- how many more would meet a floor given as a share of the denominator
    case when comparator in ('>=', '>') and unit not in ('是否', '元')
      then divide_up(denominator * threshold_num, threshold_den) - numerator end as short
  from measured
),
items as (
  select standard, village_code, village_name, township, item, numerator, denominator,
    case
      when amount is not null then cast(amount as double)
      when denominator > 0 then cast(numerator as double) / denominator
    end as value,
    comparator, cast(threshold_num as double) / threshold_den as threshold, verdict,
    case
      when denominator = 0 then '不适用'
      when verdict = '数据缺' and threshold_num is null then '标准未定阈值'
      when verdict = '数据缺' then concat('村表缺“', label, '”的数')
      when verdict = '达标' then ''
      when unit = '是否' then concat(label, ':否')
      when unit = '元' then concat(label, grouped(numerator), '元,差', grouped(divide_half_up(threshold_num, threshold_den) - numerator), '元')
      when short is not null then concat(label, '差', cast(short as string), unit, '(', cast(numerator as string), '/', cast(denominator as string), ')')
      else concat(label, '超过标准(', cast(numerator as string), unit, '/', cast(denominator as string), unit, ')')
    end as reason
  from judged
),
totals as (
  select standard, village_code, min(village_name) as village_name, min(township) as township, 'all' as item,
    count(*) filter (where verdict = '达标') as numerator,
    count(*) filter (where verdict <> '数据缺') as denominator,
    count(*) filter (where verdict = '未达标') as missed,
    count(*) filter (where verdict = '数据缺') as missing,
    joined(case when verdict in ('未达标', '数据缺') then reason end) as reason
  from items
  group by standard, village_code
),
final as (
  select * from items
  union all
  select standard, village_code, village_name, township, item, numerator, denominator,
    case when denominator > 0 then cast(numerator as double) / denominator end, '=', 1,
    case when missed > 0 then '未达标' when missing > 0 then '数据缺' else '达标' end,
    coalesce(reason, '')
  from totals
)
select * from final
