-- about: what the checks ask of the members of a household together; the head's own facts where there is one head
-- grain: household_id
with final as (
  select household_id, min(village_code) as village_code,
    count(*) as members,
    count(*) filter (where relationship = '户主') as heads,
    count(*) filter (where relationship = '配偶') as spouses,
    count(*) filter (where relationship is null) as relationship_unknown,
    min(age) as youngest, max(age) as oldest,
    count(*) filter (where age is null) as age_unknown,
    count(*) filter (where pupil) as pupils,
    count(*) filter (where healthy) as healthy,
    count(*) filter (where ill) as ill,
    count(*) filter (where disabled) as disabled,
    count(*) filter (where health is null) as health_unknown,
    count(*) filter (where able) as able,
    count(*) filter (where labour_skill is null) as labour_unknown,
    -- who earns a wage by what the sheet says, and where it says nothing of it
    count(*) filter (where work_months > 0 or public_post or public_post_months > 0) as working,
    count(*) filter (where instr(rejected, ';work_months;') > 0 or instr(rejected, ';public_post;') > 0) as working_unknown,
    count(*) filter (where low_income_aid) as low_income_aid,
    count(*) filter (where low_income_aid is null) as low_income_aid_unknown,
    count(*) filter (where extreme_poverty_aid) as extreme_poverty_aid,
    count(*) filter (where extreme_poverty_aid is null) as extreme_poverty_aid_unknown,
    case when count(*) filter (where relationship = '户主') = 1 then min(case when relationship = '户主' then age end) end as head_age,
    case when count(*) filter (where relationship = '户主') = 1 then min(case when relationship = '户主' then sex_known end) end as head_sex,
    case when count(*) filter (where relationship = '户主') = 1 then min(case when relationship = '户主' then name end) end as head_name,
    case when count(*) filter (where relationship = '户主') = 1 then min(case when relationship = '户主' then person_key end) end as head_key
  from int_member_fact
  group by household_id
)
select * from final
