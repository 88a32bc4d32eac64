-- id: af_m0
-- label: 多维贫困指数(M0)
-- definition: 多维贫困的广度乘深度(M0=H×A):人数减少或一户缺的样数减少,它都会下降。
-- formula: Σ人口×缺的权数(限多维贫困户)÷(权数之和×Σ人口)
-- source: Alkire与Foster(2011)
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 六个维度中有一个不明的户不计入,另计户数;不明不当作不缺
-- empty: 没有六个维度都已知的人
-- behind: af_poor
-- base: af_poor is not null
-- left: af_poor is null
with final as (
  select village_code, '' as item,
    coalesce(sum(persons * units_lacked) filter (where af_poor), 0) as numerator,
    coalesce(sum(persons * units) filter (where af_poor is not null), 0) as denominator,
    count(*) filter (where af_poor is not null) as households,
    coalesce(sum(persons) filter (where af_poor is not null), 0) as persons,
    count(*) filter (where af_poor is null) as unknown
  from int_poverty_household
  group by village_code
)
select * from final
