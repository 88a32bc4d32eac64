-- about: the total of a household on each scorecard (评分卡), as a range where something is unknown, and whether it passes: true or false once both ends agree, else null
-- grain: household_id, card
-- source: indicators §1: 四看法, 十二个不能脱贫; scorecard.csv
with sums as (
  select household_id, card, count(*) as items, count(*) filter (where unknown) as items_unknown,
    cast(sum(points_low) as decimal(18, 4)) as points_low, cast(sum(points_high) as decimal(18, 4)) as points_high
  from int_household_score_item
  group by household_id, card
),
judged as (
  select s.*, satisfies(s.points_low, 1, c.comparator, c.cutoff, 1) as passes_low, satisfies(s.points_high, 1, c.comparator, c.cutoff, 1) as passes_high
  from sums s
  join ref_scorecard c on c.card = s.card
),
final as (
  select household_id, card, items, items - items_unknown as items_answered, items_unknown, points_low, points_high,
    case when passes_low and passes_high then true when not passes_low and not passes_high then false end as passes
  from judged
)
select * from final
