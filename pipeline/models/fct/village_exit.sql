-- about: the exit standards of every poor village, item by item, and how many of those judged are met
-- label: 贫困村退出
-- definition: 每个贫困村按每个退出标准逐项的判定;项目代号为 all 的一行是整村的结果
-- grain: standard, village_code, item
-- publish: data/village_exit
-- order: standard, village_code, item
-- columns: standard=贫困村退出标准;village_code=村代码;village_name=村;township=乡镇;item=项目代号,all 为整村;numerator=分子:达到的户数、自然村数,是否项为 1 或 0,金额项为整元;denominator=分母,是否项和金额项为 1;value=比例或金额;comparator=比较;threshold=阈值;verdict=判定:达标、未达标、数据缺;reason=未达标或数据缺的原因
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018), nine standards
with measured as (
  select i.standard, p.village_code, v.village as village_name, v.township, i.item, i.label, i.unit,
    cast(m.numerator as bigint) as numerator, cast(m.denominator as bigint) as denominator, cast(m.unknown as bigint) as unknown, m.amount,
    m.village_code is null as unmeasured,
    i.comparator, i.threshold_num, i.threshold_den,
    -- the unknown all outside the numerator, and all inside
    case when m.amount is null then satisfies(m.numerator, m.denominator, i.comparator, i.threshold_num, i.threshold_den)
      else satisfies(m.amount, 1, i.comparator, i.threshold_num, i.threshold_den) end as met_low,
    case when m.amount is null then satisfies(m.numerator + m.unknown, m.denominator, i.comparator, i.threshold_num, i.threshold_den)
      else satisfies(m.amount, 1, i.comparator, i.threshold_num, i.threshold_den) end as met_high
  from stg_village p
  cross join ref_exit_item i
  join int_village v on v.village_code = p.village_code
  left join int_village_exit_measure m on m.village_code = p.village_code and m.item = i.item
  where p.poor_village
),
judged as (
  select *, concat('“', replace(replace(label, '“', '‘'), '”', '’'), '”') as quoted,
    case
      when denominator = 0 then '达标'
      when numerator is null or denominator is null or threshold_num is null then '数据缺'
      when met_low and met_high then '达标'
      when not met_low and not met_high then '未达标'
      else '数据缺'
    end as verdict,
    -- how many more would meet a floor given as a share of the denominator
    case
      when unit in ('是否', '元') then null
      when comparator = '>=' then divide_up(denominator * threshold_num, threshold_den) - numerator
      when comparator = '>' then divide_up(denominator * threshold_num + 1, threshold_den) - numerator
    end as short
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
      when unmeasured then concat('来件中没有', quoted, '的数,须另行核实')
      when verdict = '数据缺' and threshold_num is null then '标准未定阈值'
      when verdict = '数据缺' and numerator is not null and denominator is not null then concat(quoted, '有', cast(unknown as string), unit, '不明')
      when verdict = '数据缺' and item in ('medical', 'education') then concat('户表未到,缺', quoted, '的数')
      when verdict = '数据缺' and item = 'incidence' then '贫困人口或户籍人口不详,或户籍人口小于贫困人口'
      when verdict = '数据缺' then concat('村表缺', quoted, '的数')
      when verdict = '达标' then ''
      when unit = '是否' then concat(label, ':否')
      when unit = '元' and comparator = '>' then concat(label, grouped(numerator), '元,未超过', grouped(divide_half_up(threshold_num, threshold_den)), '元')
      when unit = '元' then concat(label, grouped(numerator), '元,差', grouped(divide_half_up(threshold_num, threshold_den) - numerator), '元')
      when short is not null then concat(label, '差', cast(short as string), unit, '(', cast(numerator as string), '/', cast(denominator as string), ')')
      else concat(label, '超过标准(', cast(numerator as string), unit, '/', cast(denominator as string), unit, ')')
    end as reason,
    case when unmeasured and verdict = '数据缺' then quoted end as absent
  from judged
),
totals as (
  select standard, village_code, min(village_name) as village_name, min(township) as township, 'all' as item,
    count(*) filter (where verdict = '达标') as numerator,
    count(*) filter (where verdict <> '数据缺') as denominator,
    count(*) filter (where verdict = '未达标') as missed,
    count(*) filter (where verdict = '数据缺') as missing,
    joined(case when verdict in ('未达标', '数据缺') and absent is null then reason end) as reason,
    replace(joined(absent), ';', '') as absent -- said in one sentence
  from items
  group by standard, village_code
),
final as (
  select standard, village_code, village_name, township, item, numerator, denominator, value, comparator, threshold, verdict, reason from items
  union all
  select standard, village_code, village_name, township, item, numerator, denominator,
    case when denominator > 0 then cast(numerator as double) / denominator end, '=', 1,
    case when missed > 0 then '未达标' when missing > 0 then '数据缺' else '达标' end,
    concat_ws(';', reason, case when absent is not null then concat('来件中没有', absent, '的数,须另行核实') end)
  from totals
)
select * from final
