-- about: the alerts: who passes the threshold of a rule in force, by the departments' lists or by the household's own incomes of two years; certain is false where a blank or unreadable cell leaves it open. What nobody sent raises nothing
-- grain: rule, household_id, subject
-- source: indicators §6; alerts.csv
with listed as (
  select r.rule_order, r.rule, r.kind as meaning, r.item, r.measure, r.says, r.comparator, r.unit, r.statuses,
    case r.unit when '上年可支配收入%' then cast(r.threshold * d.value * cast(0.01 as decimal(2, 2)) as decimal(28, 10)) else cast(r.threshold as decimal(28, 10)) end as bound,
    m.household_id, m.subject, m.person_key, m.name, m.department, m.value, m.open, m.events, m.last_on,
    'department' as kind, m.file, m.sheet, m.row, m.column_name
  from ref_alert_rule r
  join int_alert_measure m on m.item = r.item and m.measure = r.measure
  join ref_check_parameter d on d.name = 'monitor.disposable_income'
),
own as (
  select h.household_id, h._file as file, h._sheet as sheet, h._row as row, i.divisor, i.net_income, b.persons as persons_before,
    cast(round(b.net, 2) as decimal(18, 2)) as net_before, cast(round(c.burden, 2) as decimal(18, 2)) as burden,
    coalesce(c.education_cost, 0) as education_cost, coalesce(c.medical_cost, 0) as medical_cost, coalesce(c.other_cost, 0) as other_cost,
    c.burden is null and (instr(h._rejected, ';education_expense;') > 0 or instr(h._rejected, ';education_subsidy;') > 0 or instr(h._rejected, ';medical_expense;') > 0
      or instr(h._rejected, ';medical_reimbursed;') > 0 or instr(h._rejected, ';other_rigid_expense;') > 0) as burden_unread
  from int_baseline_income b
  join stg_household h on h.household_id = b.household_id
  join int_household_income i on i.household_id = b.household_id
  join int_household_burden c on c.household_id = b.household_id
),
reckoned as (
  select *, net_before * divisor as reckoned_before, net_before * divisor - net_income * persons_before as reckoned_fall
  from own
),
-- shown in ten thousandths of last year's income, half up, from whole yuan
compared as (
  select *, case when net_before >= 1 then divide_half_up(try_cast(round(burden, 0) * 10000 as bigint), try_cast(round(net_before, 0) as bigint)) end as share,
    case when reckoned_before >= 1 and persons_before > 0 then divide_half_up(try_cast(round(reckoned_fall, 0) * 10000 as bigint), try_cast(round(reckoned_before, 0) as bigint)) end as fall
  from reckoned
),
told as (
  select r.rule_order, r.rule, r.kind as meaning, r.item, r.measure, r.says, r.comparator, r.unit, r.statuses, cast(r.threshold as decimal(28, 10)) as bound,
    c.household_id, '' as subject, cast(null as string) as person_key, cast(null as string) as name, cast(null as string) as department,
    cast(case r.item when '刚性支出' then c.share else c.fall end as decimal(18, 0)) * cast(0.01 as decimal(2, 2)) as value,
    case
      when r.item = '刚性支出' and r.comparator = '>' then case when c.net_before > 0 then c.burden * 100 > r.threshold * c.net_before end
      when r.item = '刚性支出' then case when c.net_before > 0 then c.burden * 100 >= r.threshold * c.net_before end
      when r.comparator = '>' then case when c.reckoned_before > 0 then c.reckoned_fall * 100 > r.threshold * c.reckoned_before end
      when c.reckoned_before > 0 then c.reckoned_fall * 100 >= r.threshold * c.reckoned_before
    end as passes,
    cast(null as date) as last_on, 'household' as kind, c.file, c.sheet, c.row,
    case
      when r.item <> '刚性支出' then 'household_id' -- the whole row decides
      when c.medical_cost >= c.education_cost and c.medical_cost >= c.other_cost then 'medical_expense'
      when c.education_cost >= c.other_cost then 'education_expense'
      else 'other_rigid_expense'
    end as column_name
  from compared c
  join ref_alert_rule r on r.item in ('刚性支出', '人均纯收入')
  -- who filled in no spending has none to tell of
  where r.item = '人均纯收入' or c.burden is not null or c.burden_unread
),
passed as (
  select rule_order, rule, meaning, item, measure, says, comparator, unit, statuses, bound, household_id, subject, person_key, name, department, value, last_on, events, kind, file, sheet, row, column_name,
    case
      when measure = '有' then true
      when comparator = '>' and value > bound then true
      when comparator = '>=' and value >= bound then true
      when value is not null and bound is not null and not open then false
    end as passes
  from listed
  union all
  select rule_order, rule, meaning, item, measure, says, comparator, unit, statuses, bound, household_id, subject, person_key, name, department, value, last_on, 1, kind, file, sheet, row, column_name, passes
  from told
),
fitted as (
  select a.*, h.home_village as village_code, h.status,
    case when a.statuses is null then true when h.status is not null then instr(a.statuses, concat(';', h.status, ';')) > 0 end as meant
  from passed a
  join stg_household h on h.household_id = a.household_id
),
final as (
  select rule_order, rule, meaning, item, measure, says, comparator, unit, cast(bound as decimal(18, 2)) as threshold, cast(round(value, 2) as decimal(18, 2)) as value,
    village_code, household_id, status, subject, person_key, name, department, events, last_on, coalesce(passes and meant, false) as certain,
    kind, file, sheet, row, column_name
  from fitted
  where coalesce(passes and meant, true)
)
select * from final
