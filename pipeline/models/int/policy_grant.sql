-- about: the payments of the assessment year, and of any year for what is given once, each with the person of the household that it went to: by the ID number, or by the name where one of the two has no ID number without a flaw; a payment that names nobody is the household's
-- grain: file, sheet, row
-- source: indicators §7
with once as (
  select distinct policy from ref_policy where cycle = '一次'
),
paid as (
  select g._file as file, g._sheet as sheet, g._row as row, g.household_id, h.home_village as village_code, h.status, g.policy, g.amount, g.person_key, g.name
  from stg_policy g
  cross join ref_setting p
  join stg_household h on h.household_id = g.household_id
  left join once o on o.policy = g.policy
  where o.policy is not null or coalesce(g.year, p.period) = p.period
),
persons as (
  select distinct file, sheet, row, household_id, person_key, name from int_member_fact
),
candidates as (
  select g.file, g.sheet, g.row, m.file as member_file, m.sheet as member_sheet, m.row as member_row,
    case when m.household_id = g.household_id then 1 else 2 end as choice
  from paid g
  join persons m on m.person_key = g.person_key
  union all
  select g.file, g.sheet, g.row, m.file, m.sheet, m.row, 3
  from paid g
  join persons m on m.household_id = g.household_id and m.name = g.name and (g.person_key is null or m.person_key is null)
),
matched as (
  select *, row_number() over (partition by file, sheet, row order by choice, member_file, member_sheet, member_row) as nth
  from candidates
),
final as (
  select g.*, m.member_file, m.member_sheet, m.member_row
  from paid g
  left join matched m on m.file = g.file and m.sheet = g.sheet and m.row = g.row and m.nth = 1
)
select * from final
