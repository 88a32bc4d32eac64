-- id: af_censored
-- label: 各维度缺失率(限多维贫困户)
-- definition: 既是多维贫困户、又缺某一样的人占全部人口多大比重;临界值为1时与全部人口的缺失率相同。
-- formula: Σ缺该维度的多维贫困人口÷Σ人口
-- source: Alkire与Foster(2011)
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 六个维度中有一个不明的户不计入,另计户数;不明不当作不缺
-- empty: 没有六个维度都已知的人
-- behind: af_poor
-- base: af_poor is not null
-- left: af_poor is null
with sums as (
  select village_code,
    count(*) filter (where af_poor is not null) as households,
    coalesce(sum(persons) filter (where af_poor is not null), 0) as persons,
    count(*) filter (where af_poor is null) as unknown,
    coalesce(sum(persons) filter (where lacks_income and af_poor), 0) as income,
    coalesce(sum(persons) filter (where lacks_food_clothing and af_poor), 0) as food_clothing,
    coalesce(sum(persons) filter (where lacks_education and af_poor), 0) as education,
    coalesce(sum(persons) filter (where lacks_medical and af_poor), 0) as medical,
    coalesce(sum(persons) filter (where lacks_housing and af_poor), 0) as housing,
    coalesce(sum(persons) filter (where lacks_water and af_poor), 0) as water
  from int_poverty_household
  group by village_code
),
final as (
  select village_code, 'income' as item, income as numerator, persons as denominator, households, persons, unknown from sums
  union all select village_code, 'food_clothing', food_clothing, persons, households, persons, unknown from sums
  union all select village_code, 'education', education, persons, households, persons, unknown from sums
  union all select village_code, 'medical', medical, persons, households, persons, unknown from sums
  union all select village_code, 'housing', housing, persons, households, persons, unknown from sums
  union all select village_code, 'water', water, persons, households, persons, unknown from sums
)
select * from final
