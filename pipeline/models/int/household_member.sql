-- about: what the member rows of a household say: how many, school-age children in and out of school, insured and not
-- grain: household_id
-- source: indicators §1; 义务教育: ages 6–15 on the as-of date, 送教上门 and 因身体原因不具备学习条件 count as met
with judged as (
  select household_id, age,
    case
      when dropout_reason in ('送教上门', '因身体原因不具备学习条件') then true
      when dropout_reason is not null or school_status = '非在校生' then false
      -- a six-year-old starts school only in the September after the birthday
      when school_status = '学龄前儿童' and age > 6 then null
      when instr(_rejected, ';dropout_reason;') > 0 then null
      when school_status is not null then true
    end as schooled,
    case
      when resident_medical or employee_medical then true
      -- one scheme is enough, and most sheets ask for the residents' only
      when resident_medical = false and instr(_rejected, ';employee_medical;') = 0 then false
    end as insured
  from stg_member
),
final as (
  select household_id,
    count(*) as members,
    count(*) filter (where age between 6 and 15 and schooled = false) as out_of_school,
    count(*) filter (where age is null or (age between 6 and 15 and schooled is null)) as school_unknown,
    count(*) filter (where insured = false) as uninsured,
    count(*) filter (where insured is null) as insured_unknown
  from judged
  group by household_id
)
select * from final
