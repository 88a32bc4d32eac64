-- about: how many persons of a county live on up to so much a head: exact at each point, a point every tenth of the line up to four lines, then every twentieth of the persons
-- grain: area_code, income
-- publish: trace/income_curve
-- order: area_code, income
with incomes as (
  select a.area_code, a.area_name, h.per_capita as income, min(h.line) as line, cast(sum(h.persons) as bigint) as persons
  from int_poverty_household h
  join int_poverty_area a on a.village_code = h.village_code and a.level = 'county'
  where h.below is not null
  group by a.area_code, a.area_name, h.per_capita
),
summed as (
  select *, cast(sum(persons) over (partition by area_code order by income rows between unbounded preceding and current row) as bigint) as up_to,
    cast(sum(persons) over (partition by area_code) as bigint) as all_persons
  from incomes
),
stepped as (
  -- the step ends at the line, so that a point stands for all who are below it
  select *, case when income < 4 * line then cast(floor(10 * income / line) as bigint) else 100 + divide_up(20 * up_to, all_persons) end as step
  from summed
),
placed as (
  select *, row_number() over (partition by area_code, step order by income desc) as place
  from stepped
),
final as (
  select area_code, area_name, income, up_to as persons, all_persons, line
  from placed
  where place = 1
)
select * from final
