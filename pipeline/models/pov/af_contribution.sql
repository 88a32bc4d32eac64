-- id: af_contribution
-- label: 各维度贡献率
-- definition: 多维贫困指数由哪几样造成、各占百分之几(合计100%);补哪一样见效最大看这里。
-- formula: Σ人口×该维度权数(限缺该维度的多维贫困户)÷Σ人口×缺的权数(限多维贫困户)
-- source: Alkire与Foster(2011)
-- unit: %
-- decimals: 2
-- grain: village_code, item
-- nulls: 六个维度中有一个不明的户不计入,另计户数;不明不当作不缺
-- empty: 没有多维贫困的人
-- behind: af_poor
-- base: af_poor
-- left: af_poor is null
with sums as (
  select h.village_code,
    coalesce(sum(h.persons * h.units_lacked) filter (where h.af_poor), 0) as lacked,
    count(*) filter (where h.af_poor) as households,
    coalesce(sum(h.persons) filter (where h.af_poor), 0) as persons,
    count(*) filter (where h.af_poor is null) as unknown,
    coalesce(sum(h.persons * p.units_income) filter (where h.lacks_income and h.af_poor), 0) as income,
    coalesce(sum(h.persons * p.units_food_clothing) filter (where h.lacks_food_clothing and h.af_poor), 0) as food_clothing,
    coalesce(sum(h.persons * p.units_education) filter (where h.lacks_education and h.af_poor), 0) as education,
    coalesce(sum(h.persons * p.units_medical) filter (where h.lacks_medical and h.af_poor), 0) as medical,
    coalesce(sum(h.persons * p.units_housing) filter (where h.lacks_housing and h.af_poor), 0) as housing,
    coalesce(sum(h.persons * p.units_water) filter (where h.lacks_water and h.af_poor), 0) as water
  from int_poverty_household h
  cross join ref_poverty p
  group by h.village_code
),
final as (
  select village_code, 'income' as item, income as numerator, lacked as denominator, households, persons, unknown from sums
  union all select village_code, 'food_clothing', food_clothing, lacked, households, persons, unknown from sums
  union all select village_code, 'education', education, lacked, households, persons, unknown from sums
  union all select village_code, 'medical', medical, lacked, households, persons, unknown from sums
  union all select village_code, 'housing', housing, lacked, households, persons, unknown from sums
  union all select village_code, 'water', water, lacked, households, persons, unknown from sums
)
select * from final
