-- about: what each household adds to the numerator, the denominator and the unknown of each indicator
-- grain: indicator, village_code, household_id
-- publish: trace/indicator
-- view: yes
-- order: indicator, village_code, household_id, numerator, denominator, unknown
with final as (
  select indicator, village_code, household_id,
    cast(numerator as bigint) as numerator, cast(denominator as bigint) as denominator, cast(unknown as bigint) as unknown
  from ind_household
  where numerator > 0 or denominator > 0 or unknown > 0
)
select * from final
