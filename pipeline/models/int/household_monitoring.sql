-- about: what the monitoring against falling back should make of a household (class_due: 脱贫不稳定户, 边缘易致贫户, 突发严重困难户, 待定 where the class is not known), what the register says, and what follows: 已纳入, 应纳未纳, 风险已消除, 应消未消, 消除过早, 整户无劳动能力, 待核, or nothing
-- grain: household_id
-- source: indicators §6; 建档立卡贫困户精准帮扶标准方案
with risks as (
  select a.household_id,
    count(*) filter (where a.certain) > 0 as risk, count(*) filter (where not a.certain) > 0 as risk_open,
    count(*) filter (where a.certain and a.meaning = '突发') > 0 as shock, count(*) filter (where not a.certain and a.meaning = '突发') > 0 as shock_open,
    -- after the risk was removed: what has no date is so when that was in an earlier year
    count(*) filter (where a.certain and (a.last_on > h.monitored_until or (a.last_on is null and year(h.monitored_until) < p.period))) > 0 as risk_again,
    count(*) filter (where (not a.certain and coalesce(a.last_on > h.monitored_until, true)) or h.monitored_until is null
      or (a.certain and a.last_on is null and year(h.monitored_until) >= p.period)) > 0 as again_open,
    joined(case when a.certain then a.rule end) as rules
  from int_alert a
  join stg_household h on h.household_id = a.household_id
  cross join ref_setting p
  where a.meaning in ('风险', '突发')
  group by a.household_id
),
first_alert as (
  select *, row_number() over (partition by household_id order by rule_order, file, sheet, row) as nth
  from int_alert
  where certain and meaning in ('风险', '突发')
),
facts as (
  select h.household_id, v.village_code, v.status, v.persons, v.per_capita, v.file, v.sheet, v.row, v.excluded, v.excluded_by,
    coalesce(l.value, cast(p.line * cast(p.exit_margin as decimal(9, 4)) as decimal(18, 4))) as line,
    i.net, i.divisor, p.period, p.as_of, t.value as least_months,
    case
      when instr(h._rejected, ';monitored_class;') > 0 then '不明'
      when h.monitored_class is not null then h.monitored_class
      when c.file is not null then ''
      else '不明' -- the sheet does not tell
    end as class_registered,
    case when instr(h._rejected, ';risk_removed;') > 0 then null else coalesce(h.risk_removed, h.monitored_until is not null) end as removed,
    h.monitored_since as since, h.monitored_until as until, coalesce(h.no_labour_support, false) as no_labour,
    case when r.risk then true when r.risk_open then null else false end as risk,
    case when r.shock then true when r.shock_open then null else false end as shock,
    case when r.risk_again then true when r.again_open then null else false end as risk_again,
    r.rules, a.kind as alert_kind, a.file as alert_file, a.sheet as alert_sheet, a.row as alert_row, a.column_name as alert_column
  from stg_household h
  join int_household_verdict v on v.household_id = h.household_id
  join int_household_income i on i.household_id = h.household_id
  cross join ref_setting p
  join ref_check_parameter l on l.name = 'monitor.line'
  join ref_check_parameter t on t.name = 'monitor.least_months'
  left join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'monitored_class'
  left join risks r on r.household_id = h.household_id
  left join first_alert a on a.household_id = h.household_id and a.nth = 1
),
held as (
  select *, net < line * divisor as below,
    -- whom the monitoring is for: those still poor are helped anyway, and an exclusion keeps the unregistered out
    case when status = '脱贫户' then true when status in ('一般农户', '清退户') then not excluded when status is null then null else false end as meant,
    case when status = '脱贫户' then '脱贫不稳定户' when status in ('一般农户', '清退户') then '边缘易致贫户' else '待定' end as lasting_class
  from facts
),
due as (
  select *, meant and (below or risk) as due, meant and (below or risk_again) as due_again,
    case
      when below then lasting_class
      when below = false and shock then '突发严重困难户'
      when below = false and shock = false then lasting_class
      else '待定'
    end as class_when_due,
    whole_months(since, case when removed then until else as_of end) as months
  from held
),
final as (
  select household_id, village_code, status, persons, per_capita, line, below, risk, shock, due, class_registered, removed, since, until, months, no_labour, excluded_by,
    case when due then class_when_due else '' end as class_due,
    year(since) = period as new_now, removed and year(until) = period as removed_now,
    case
      when class_registered = '' and due then '应纳未纳'
      when class_registered = '' and due is null then '待核'
      when class_registered = '' then ''
      when class_registered = '不明' then case when due = false then '' else '待核' end
      when removed is null then '待核'
      when removed and months < least_months then '消除过早'
      when removed and due_again then '应纳未纳'
      when removed then '风险已消除'
      when no_labour then '整户无劳动能力'
      when due = false and meant and months >= least_months then '应消未消'
      else '已纳入'
    end as state,
    -- where a blank leaves room for another state
    class_registered not in ('', '不明') and coalesce(case when removed then months is null or due_again is null else not no_labour and (due is null or (due = false and meant and months is null)) end, true) as unclear,
    concat_ws(';',
      case when below then concat('人均纯收入', plain(per_capita), '元,低于监测线', plain(line), '元') when below is null then '收入或人数不明' end,
      case when rules <> '' then concat('预警:', replace(rules, ';', '、')) end,
      case when risk is null then '有预警待核' end,
      case when class_registered = '不明' then '是否已纳入监测不明' end,
      case when class_registered not in ('', '不明') then concat('登记为', class_registered, case when removed then concat(',已消除', coalesce(concat('(', cast(until as string), ')'), '(时间不明)')) else '' end) end,
      case when removed and months < least_months then concat('监测', cast(months as string), '个月,不满', plain(least_months), '个月') end,
      case when no_labour then '整户无劳动能力兜底保障户' end) as reason,
    case when class_registered in ('', '不明') and alert_row is not null then alert_kind else 'household' end as kind,
    case when class_registered in ('', '不明') and alert_row is not null then alert_file else file end as file,
    case when class_registered in ('', '不明') and alert_row is not null then alert_sheet else sheet end as sheet,
    case when class_registered in ('', '不明') and alert_row is not null then alert_row else row end as row,
    case
      when class_registered in ('', '不明') and alert_row is not null then alert_column
      when class_registered in ('', '不明') then 'household_id' -- the whole row decides
      when removed then 'monitored_until'
      else 'monitored_class'
    end as column_name
  from due
)
select * from final
