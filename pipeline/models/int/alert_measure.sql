-- about: what the departments' lists say of a person in the assessment year, by item and measure (有, 年合计, 月合计 of the largest month, 数值 the largest), with the row that says most. Who is not known by an ID number stands for himself; the very same event that is listed twice counts once; an event without a date is taken to be of the year
-- grain: household_id, subject, item, measure
-- source: indicators §6
with listed as (
  select d.home_household as household_id, coalesce(d.person_key, concat_ws('/', d._file, d._sheet, cast(d._row as string))) as subject,
    d.person_key, d.name, d.department, d.item, d.amount, d.quantity, d.occurred_on, d._file as file, d._sheet as sheet, d._row as row,
    coalesce(cast(month(d.occurred_on) as string), concat_ws('/', d._file, d._sheet, cast(d._row as string))) as month,
    row_number() over (
      partition by d.home_household, d.person_key, d.item, d.amount, d.quantity, d.occurred_on,
        case when d.occurred_on is null or d.person_key is null then concat_ws('/', d._file, d._sheet, cast(d._row as string)) end
      order by d._file, d._sheet, d._row) as copy
  from stg_department d
  cross join ref_setting p
  where d.home_household is not null and d.item is not null and (d.occurred_on is null or (year(d.occurred_on) = p.period and d.occurred_on <= p.as_of))
),
months as (
  select *, sum(amount) over (partition by household_id, subject, item, month) as month_sum
  from listed
  where copy = 1
),
ranked as (
  select *,
    row_number() over (partition by household_id, subject, item order by occurred_on desc nulls last, file, sheet, row) as by_day,
    row_number() over (partition by household_id, subject, item order by amount desc nulls last, file, sheet, row) as by_amount,
    row_number() over (partition by household_id, subject, item order by month_sum desc nulls last, month, amount desc nulls last, file, sheet, row) as by_month,
    row_number() over (partition by household_id, subject, item order by quantity desc nulls last, file, sheet, row) as by_quantity
  from months
),
summed as (
  select household_id, subject, item, count(*) as events, max(occurred_on) as last_on,
    sum(amount) as year_sum, max(month_sum) as largest_month, max(quantity) as largest_quantity,
    count(*) filter (where amount is null) > 0 as amounts_open, count(*) filter (where quantity is null) > 0 as quantities_open
  from months
  group by household_id, subject, item
),
measured as (
  select r.household_id, r.subject, r.item, '有' as measure, cast(null as decimal(28, 10)) as value, false as open, 'item' as column_name, r.person_key, r.name, r.department, r.file, r.sheet, r.row
  from ranked r where r.by_day = 1
  union all
  select r.household_id, r.subject, r.item, '年合计', cast(s.year_sum as decimal(28, 10)), s.amounts_open, 'amount', r.person_key, r.name, r.department, r.file, r.sheet, r.row
  from ranked r
  join summed s on s.household_id = r.household_id and s.subject = r.subject and s.item = r.item
  where r.by_amount = 1
  union all
  select r.household_id, r.subject, r.item, '月合计', cast(s.largest_month as decimal(28, 10)), s.amounts_open, 'amount', r.person_key, r.name, r.department, r.file, r.sheet, r.row
  from ranked r
  join summed s on s.household_id = r.household_id and s.subject = r.subject and s.item = r.item
  where r.by_month = 1
  union all
  select r.household_id, r.subject, r.item, '数值', cast(s.largest_quantity as decimal(28, 10)), s.quantities_open, 'quantity', r.person_key, r.name, r.department, r.file, r.sheet, r.row
  from ranked r
  join summed s on s.household_id = r.household_id and s.subject = r.subject and s.item = r.item
  where r.by_quantity = 1
),
final as (
  select m.*, s.events, s.last_on
  from measured m
  join summed s on s.household_id = m.household_id and s.subject = m.subject and s.item = m.item
)
select * from final
