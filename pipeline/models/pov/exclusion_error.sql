-- id: exclusion_error
-- label: 漏保率(该在册而未在册)
-- definition: 按现行识别标准贫困的人中,不在册的占多大比重;高说明该进的没有进。
-- formula: Σ该在册而不在册的人口÷Σ该在册的人口;该在册指符合贫困识别标准且无排除情形
-- source: Coady、Grosh与Hoddinott(2004);indicators §1的识别标准
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 是否贫困不明,或贫困而户类型不明的户不计入,另计户数
-- empty: 没有该在册的人
with final as (
  select village_code, '' as item,
    coalesce(sum(persons) filter (where entitled and not on_register), 0) as numerator,
    coalesce(sum(persons) filter (where entitled and on_register is not null), 0) as denominator,
    count(*) filter (where entitled and on_register is not null) as households,
    coalesce(sum(persons) filter (where entitled and on_register is not null), 0) as persons,
    count(*) filter (where entitled is null or (entitled and on_register is null)) as unknown
  from int_poverty_household
  group by village_code
)
select * from final
