-- about: the inputs that decide a household, with what was worked out from them; no personal column
-- grain: household_id
-- publish: trace/household
-- view: yes
-- order: household_id
with final as (
  select h.household_id, v.village_code, v.verdict, v.rule, v.excluded_by, v.exclusion_unread, v.wrongly_registered, h.status, h.persons as declared_persons,
    i.members, v.persons, i.persons_inferred, i.divisor, i.terms, v.line,
    h.wage_income, h.business_income, h.property_income, h.transfer_income, h.pension, h.excluded_income,
    h.land_insurance_income, h.business_expense, h.declared_per_capita, v.net_income, v.per_capita, v.income_above, v.income_below,
    h.food as food_flag, h.clothing as clothing_flag, h.education as education_flag, h.medical as medical_flag,
    h.housing as housing_flag, h.house_grade, h.water as water_flag,
    v.food, v.clothing, v.education, v.medical, v.housing, v.water,
    g.out_of_school, g.uninsured, g.education_seen, g.medical_seen, g.housing_seen,
    h.excl_public_salary, h.excl_village_cadre, h.excl_bought_flat, h.excl_vehicle, h.excl_business, h.excl_savings,
    h.excl_away, h.excl_elsewhere, h.excl_supporter,
    v.exit_met, v.poor, h._rejected as rejected, h._inferred as inferred, v.file, v.sheet, v.row
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  join int_household_income i on i.household_id = v.household_id
  join int_household_guarantee g on g.household_id = v.household_id
)
select * from final
