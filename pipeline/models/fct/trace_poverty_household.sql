-- about: what each household adds to the poverty measures; what cannot be told is null
-- grain: household_id
-- publish: trace/poverty_household
-- view: yes
-- order: household_id
with final as (
  select h.household_id, h.village_code, h.persons, h.line, cast(h.income as decimal(18, 2)) as income, h.per_capita, h.below,
    h.lacks_income, h.lacks_food_clothing, h.lacks_education, h.lacks_medical, h.lacks_housing, h.lacks_water,
    h.units, h.units_lacked, h.af_poor, h.on_register, h.entitled, v.file, v.sheet, v.row
  from int_poverty_household h
  join int_household_verdict v on v.household_id = h.household_id
)
select * from final
