-- about: the households that do not pass a scorecard (评分卡), or of whom it cannot be told, with the points of every item
-- grain: card, household_id, item
-- publish: trace/score_list
-- order: card, village_code, household_id, item_order
-- mask: head_name=name
with final as (
  select s.card, v.village_code, a.township, a.village, v.household_id, v.head_name, coalesce(v.status, '') as status,
    s.points_low as total_low, s.points_high as total_high, coalesce(s.passes, true) as undecided,
    i.item, i.item_order, i.points_low, i.points_high, v.file, v.sheet, concat(coalesce(c.letter, ''), cast(v.row as string)) as cell
  from int_household_score s
  join int_household_score_item i on i.household_id = s.household_id and i.card = s.card
  join int_household_verdict v on v.household_id = s.household_id
  join int_village a on a.village_code = v.village_code
  left join meta_column c on c.file = v.file and c.sheet = v.sheet and c.kind = 'household' and c.column_name = 'household_id'
  where s.passes is null or not s.passes
)
select * from final
