-- id: af_a
-- label: 平均缺失份额(A)
-- definition: 多维贫困的人平均缺了六样中的百分之几;比例高说明一户同时缺好几样。
-- formula: Σ人口×缺的权数÷(权数之和×Σ人口),限多维贫困户
-- source: Alkire与Foster(2011)
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 六个维度中有一个不明的户不计入,另计户数;不明不当作不缺
-- empty: 没有多维贫困的人
-- behind: af_poor
-- base: af_poor
-- left: af_poor is null
with final as (
  select village_code, '' as item,
    coalesce(sum(persons * units_lacked) filter (where af_poor), 0) as numerator,
    coalesce(sum(persons * units) filter (where af_poor), 0) as denominator,
    count(*) filter (where af_poor) as households,
    coalesce(sum(persons) filter (where af_poor), 0) as persons,
    count(*) filter (where af_poor is null) as unknown
  from int_poverty_household
  group by village_code
)
select * from final
