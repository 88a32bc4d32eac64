-- about: what the poverty measures are made of, one row a household: persons, their income, what it lacks, whether it is on the register and ought to be; what cannot be told is null and never taken as zero or no
-- grain: household_id
-- source: 低于贫困线才算贫困,恰等于线的不算;六个维度有一个不明的户不进多维测度;该在册与否从退出标准(驻村干部脱贫攻坚工作手册)和识别标准(贫困户帮扶责任人培训提纲)
with facts as (
  select v.household_id, v.village_code, i.line, i.per_capita,
    -- without persons a household has no weight
    case when i.persons > 0 then i.persons end as persons,
    i.net, i.divisor,
    case when i.persons > 0 then i.income_below end as below,
    not (g.food and g.clothing) as lacks_food_clothing, not g.education as lacks_education, not g.medical as lacks_medical,
    not g.housing as lacks_housing, not g.water as lacks_water,
    case when p.register = 'all' then v.status in ('未脱贫户', '返贫户', '脱贫户') else v.status in ('未脱贫户', '返贫户') end as on_register,
    -- who is on the register ought to be until the exit standard is met; others once they are poor by the identification standard
    case when v.status in ('未脱贫户', '返贫户', '脱贫户') then not v.exit_met
      when v.status is not null then v.poor end and not v.excluded as entitled,
    p.cutoff, p.units_income, p.units_food_clothing, p.units_education, p.units_medical, p.units_housing, p.units_water
  from int_household_verdict v
  join int_household_income i on i.household_id = v.household_id
  join int_household_guarantee g on g.household_id = v.household_id
  cross join ref_poverty p
),
scored as (
  select household_id, village_code, line, per_capita, persons, below,
    -- income of all the persons: net income, or net income a head by another divisor times persons
    case when divisor = persons then cast(net as decimal(38, 4))
      else cast(cast(divide_half_up(cast(round(net, 4) * 10000 as bigint) * persons, divisor) as decimal(28, 0)) * cast(0.0001 as decimal(4, 4)) as decimal(38, 4))
    end as income,
    below as lacks_income, lacks_food_clothing, lacks_education, lacks_medical, lacks_housing, lacks_water,
    case when persons is not null then on_register end as on_register,
    case when persons is not null then entitled end as entitled,
    units_income + units_food_clothing + units_education + units_medical + units_housing + units_water as units,
    cutoff,
    -- null as soon as one dimension is unknown
    case when below then units_income when not below then 0 end
      + case when lacks_food_clothing then units_food_clothing when not lacks_food_clothing then 0 end
      + case when lacks_education then units_education when not lacks_education then 0 end
      + case when lacks_medical then units_medical when not lacks_medical then 0 end
      + case when lacks_housing then units_housing when not lacks_housing then 0 end
      + case when lacks_water then units_water when not lacks_water then 0 end as units_lacked
  from facts
),
final as (
  select household_id, village_code, persons, line, income, per_capita, below,
    lacks_income, lacks_food_clothing, lacks_education, lacks_medical, lacks_housing, lacks_water,
    units, units_lacked, units_lacked >= cutoff as af_poor, on_register, entitled
  from scored
)
select * from final
