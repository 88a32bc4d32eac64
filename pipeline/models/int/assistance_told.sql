-- about: which villages the work is measured in, and whether the sheet that tells of it has come from there: households and visits where there are registered households, the team in poor villages and where one is said to be, satisfaction in the villages of the sample, or nowhere where there is none
-- grain: measure, village_code
with cases as (
  select measure, village_code, count(*) as cases from int_assistance_case group by measure, village_code
),
visited as (
  select distinct h.home_village as village_code
  from stg_assistance r
  join stg_household h on h.household_id = r.household_id
),
measures as (
  select 'helper' as measure union select 'visits' union select 'resident_days' union select 'sign_ins' union select 'app' union select 'satisfaction'
),
sampled as (
  select count(*) as cases from int_assistance_case where measure = 'satisfaction'
),
told as (
  select m.measure, v.village_code,
    case m.measure
      -- a village whose household sheet has not come may have registered households
      when 'helper' then v.expected and (not v.arrived or c.cases > 0)
      when 'visits' then v.expected and (not v.arrived or c.cases > 0)
      when 'satisfaction' then s.cases = 0 or c.cases > 0
      else v.expected and coalesce(v.poor_village, true) or c.cases > 0
    end as expected,
    case m.measure
      when 'helper' then v.arrived
      when 'visits' then v.arrived and t.village_code is not null
      else c.cases > 0
    end as arrived
  from int_village v
  cross join measures m
  cross join sampled s
  left join cases c on c.measure = m.measure and c.village_code = v.village_code
  left join visited t on t.village_code = v.village_code
),
final as (
  select measure, village_code, coalesce(expected, false) as expected, coalesce(arrived, false) as arrived from told
)
select * from final
