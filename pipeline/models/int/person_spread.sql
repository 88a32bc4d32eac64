-- about: persons who stand in the member sheets of more than one household, with two of the households and villages
-- grain: person_key
with final as (
  select person_key, min(household_id) as first_household, max(household_id) as last_household,
    min(coalesce(village_code, '')) as first_village, max(coalesce(village_code, '')) as last_village
  from int_member_fact
  where person_key is not null
  group by person_key
  having min(household_id) <> max(household_id)
)
select * from final
