-- about: every household with what decided its verdict
-- grain: household_id
-- publish: data/households
-- order: household_id
with final as (
  select household_id, village_code, coalesce(status, '') as status, persons, net_income,
    per_capita, cast(line as decimal(18, 2)) as line,
    income_above as income_pass, food, clothing, education, medical, housing, water,
    exit_met, poor, excluded_by, verdict, wrongly_registered, file, sheet, row
  from int_household_verdict
)
select * from final
