-- id: inclusion_error
-- label: 误纳率(不该在册而在册)
-- definition: 在册贫困人口中,已达到退出标准或有排除情形的人占多大比重;高说明该退的没有退。
-- formula: Σ在册而不该在册的人口÷Σ在册人口;该在册指建档立卡户未达到退出标准,或其他农户符合识别标准,有排除情形的都不算
-- source: Coady、Grosh与Hoddinott(2004);驻村干部脱贫攻坚工作手册(退出标准)、贫困户帮扶责任人培训提纲(识别标准)
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 户类型、人数不明,或在册而是否该在册不明的户不计入,另计户数
-- empty: 没有在册贫困人口
-- behind: on_register and not entitled
-- base: on_register and entitled is not null
-- left: on_register is null or (on_register and entitled is null)
with final as (
  select village_code, '' as item,
    coalesce(sum(persons) filter (where on_register and not entitled), 0) as numerator,
    coalesce(sum(persons) filter (where on_register and entitled is not null), 0) as denominator,
    count(*) filter (where on_register and entitled is not null) as households,
    coalesce(sum(persons) filter (where on_register and entitled is not null), 0) as persons,
    count(*) filter (where on_register is null or (on_register and entitled is null)) as unknown
  from int_poverty_household
  group by village_code
)
select * from final
