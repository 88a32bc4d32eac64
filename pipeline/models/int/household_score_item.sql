-- about: the points of a household for each item of a scorecard (评分卡): of the rows of an item the first whose condition holds counts, none gives no points; where a condition cannot be told the points lie between the least and the most that could be
-- grain: household_id, card, item
-- source: indicators §1: 四看法, 十二个不能脱贫; scorecard.csv
with rows_of as (
  select h.household_id, r.card, r.item, r.item_order, r.row_order, r.points,
    case
      when r.fact is null then true
      when r.value_number is not null then satisfies(f.number, f.divisor, r.comparator, r.value_number, 1)
      else f.text = r.value_text
    end as holds
  from stg_household h
  cross join ref_score_row r
  join ref_scorecard c on c.card = r.card and (c.statuses = ';;' or instr(c.statuses, concat(';', h.status, ';')) > 0)
  left join int_household_fact_value f on f.household_id = h.household_id and f.fact = r.fact
),
firsts as (
  select household_id, card, item, min(item_order) as item_order, min(row_order) filter (where holds) as first_true
  from rows_of
  group by household_id, card, item
),
-- what could count: the first row that holds, and those before it that cannot be told
possible as (
  select f.household_id, f.card, f.item, f.item_order, f.first_true, r.points, r.holds
  from firsts f
  left join rows_of r on r.household_id = f.household_id and r.card = f.card and r.item = f.item
    and (r.row_order = f.first_true or (r.holds is null and r.row_order < coalesce(f.first_true, 1000000)))
),
final as (
  select household_id, card, item, min(item_order) as item_order,
    case when min(first_true) is null then least(coalesce(min(points), 0), 0) else min(points) end as points_low,
    case when min(first_true) is null then greatest(coalesce(max(points), 0), 0) else max(points) end as points_high,
    count(*) filter (where points is not null and holds is null) > 0 as unknown
  from possible
  group by household_id, card, item
)
select * from final
