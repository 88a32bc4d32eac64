-- about: the households that a sample may be drawn from (抽样名册), with what a team needs to find them
-- grain: household_id
-- publish: trace/roster
-- view: yes
-- order: village_code, household_id
-- mask: head_name=name
with final as (
  select v.village_code, v.household_id, coalesce(v.status, '') as status, v.persons, coalesce(h.outside_class, '') as outside_class,
    coalesce(h.group_name, '') as group_name, coalesce(h.head_name, '') as head_name
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
)
select * from final
