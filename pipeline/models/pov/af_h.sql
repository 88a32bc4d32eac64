-- id: af_h
-- label: 多维贫困发生率(H)
-- definition: 不只看收入:收入、吃穿、上学、看病、住房、饮水六样中缺到临界值的人占多大比重。
-- formula: Σ多维贫困人口÷Σ人口;缺的权数之和≥ poverty.af_cutoff 的为多维贫困
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
    coalesce(sum(persons) filter (where af_poor), 0) as numerator,
    coalesce(sum(persons) filter (where af_poor is not null), 0) as denominator,
    count(*) filter (where af_poor is not null) as households,
    coalesce(sum(persons) filter (where af_poor is not null), 0) as persons,
    count(*) filter (where af_poor is null) as unknown
  from int_poverty_household
  group by village_code
)
select * from final
