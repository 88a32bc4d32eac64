-- id: inclusion_error
-- label: 错保率(在册而不该在册)
-- definition: 在册贫困人口中,按现行识别标准已不贫困或有排除情形的人占多大比重;高说明该退的没有退。
-- formula: Σ在册而不该在册的人口÷Σ在册人口;该在册指符合贫困识别标准且无排除情形
-- source: Coady、Grosh与Hoddinott(2004);indicators §1的识别标准
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 户类型不明,或在册而是否贫困不明的户不计入,另计户数
-- empty: 没有在册贫困人口
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
