-- id: exclusion_error
-- label: 遗漏率(该在册而不在册)
-- definition: 该在册的人中不在册的占多大比重,也就是错退和漏评的人占的比重;高说明该进的没有进。
-- formula: Σ该在册而不在册的人口÷Σ该在册的人口;该在册指建档立卡户未达到退出标准,或其他农户符合识别标准,有排除情形的都不算
-- source: Coady、Grosh与Hoddinott(2004);驻村干部脱贫攻坚工作手册(退出标准)、贫困户帮扶责任人培训提纲(识别标准)
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 户类型、人数不明,或是否该在册不明的户不计入,另计户数
-- empty: 没有该在册的人
-- behind: entitled and not on_register
-- base: entitled and on_register is not null
-- left: entitled is null or (entitled and on_register is null)
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
