-- about: how many households of every area pass each scorecard (评分卡), how many do not, and how many cannot be told
-- grain: card, level, area_code
-- publish: trace/score_area
-- order: card, level, area_code
with final as (
  select s.card, a.level, a.area_code, count(*) as households,
    count(*) filter (where s.passes) as passing, count(*) filter (where not s.passes) as failing, count(*) filter (where s.passes is null) as undecided
  from int_household_score s
  join int_household_verdict v on v.household_id = s.household_id
  join int_village_area a on a.village_code = v.village_code
  group by s.card, a.level, a.area_code
)
select * from final
