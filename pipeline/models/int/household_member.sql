-- about: what the member rows of a household say: how many, school-age children in and out of school, insured and not
-- grain: household_id
with final as (
  select household_id,
    count(*) as members,
    count(*) filter (where school_age and schooled = false) as out_of_school,
    count(*) filter (where school_age is null or (school_age and schooled is null)) as school_unknown,
    count(*) filter (where insured = false) as uninsured,
    count(*) filter (where insured is null) as insured_unknown
  from int_member_guarantee
  group by household_id
)
select * from final
