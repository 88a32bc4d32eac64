-- about: the class of low income of a household, the first that holds: 特困, 低保, 低保边缘, 支出型困难, 防返贫监测对象, else 其他; 待核 where what is not known leaves it open, with what that is; and what does not fit: 应享未享低保, 超标享受低保, 低保渐退期, 死亡仍享受
-- grain: household_id
-- source: indicators §6; 农村低收入人口帮扶工作方案
with limits as (
  select p.period, p.as_of, s.value as standard, cast(s.value * m.value as decimal(28, 8)) as margin, d.value as disposable, t.value = 1 as income_asked, g.value as grace_months
  from ref_setting p
  join ref_check_parameter s on s.name = 'monitor.low_income_standard'
  join ref_check_parameter m on m.name = 'monitor.low_income_margin'
  join ref_check_parameter d on d.name = 'monitor.disposable_income'
  join ref_check_parameter t on t.name = 'monitor.expense_income_test'
  join ref_check_parameter g on g.name = 'monitor.grace_months'
),
severe as (
  select household_id, count(*) filter (where severe) as persons, count(*) filter (where severe and coalesce(low_income_aid, false) = false) as without_aid, count(*) filter (where severe is null) as open
  from int_single_aid
  group by household_id
),
dead as (
  select household_id, count(*) as payments from int_aid_after_death group by household_id
),
facts as (
  select v.household_id, v.village_code, v.status, v.persons, v.per_capita, v.file, v.sheet, v.row, v.excluded, v.excluded_by, l.*,
    a.extreme, a.low, a.low_persons, a.evidence, cast(round(c.burden, 2) as decimal(18, 2)) as burden,
    i.net < l.standard * i.divisor as below_standard, i.net > l.standard * i.divisor as above_standard, i.net <= l.margin * i.divisor as within_margin,
    i.net < l.disposable * i.divisor as below_disposable, i.net - c.burden < l.margin * i.divisor as burdened, i.net is null or i.divisor is null as income_open,
    b.net <= l.standard * b.persons as within_before,
    case when g.class_registered = '不明' then null when g.class_registered = '' then false else not g.removed end as monitored, g.class_registered,
    coalesce(s.persons, 0) as severe, coalesce(s.without_aid, 0) as severe_without, coalesce(s.open, 0) as severe_open, coalesce(d.payments, 0) as paid_dead
  from int_household_verdict v
  join int_household_income i on i.household_id = v.household_id
  join int_household_burden c on c.household_id = v.household_id
  join int_household_aid a on a.household_id = v.household_id
  join int_household_monitoring g on g.household_id = v.household_id
  cross join limits l
  left join int_baseline_income b on b.household_id = v.household_id
  left join severe s on s.household_id = v.household_id
  left join dead d on d.household_id = v.household_id
),
tested as (
  select *, within_margin and not excluded as marginal,
    (case when income_asked then below_disposable and burdened else burdened end) and not excluded as strained
  from facts
),
classed as (
  select *,
    case
      when extreme then '特困' when extreme is null then '待核'
      when low then '低保' when low is null then '待核'
      when marginal then '低保边缘' when marginal is null then '待核'
      when strained then '支出型困难' when strained is null then '待核'
      when monitored then '防返贫监测对象' when monitored is null then '待核'
      else '其他'
    end as class,
    case
      when extreme is null or (not extreme and low is null) then '是否享受低保、特困供养不明'
      when extreme or low then ''
      when marginal is null then case when standard is null then '没有低保标准' when income_open then '收入或人数不明' else '排除情形不明' end
      when marginal then ''
      when strained is null then case when disposable is null and income_asked then '没有上年可支配收入' when burden is null then '支出不明' else '排除情形不明' end
      when strained then ''
      when monitored is null then '是否监测对象不明'
      else ''
    end as open
  from tested
),
final as (
  select household_id, village_code, status, persons, per_capita, standard, margin, disposable, burden, class, open, evidence, class_registered, severe_open,
    case when class = '低保边缘' then severe_without else 0 end as single_persons,
    -- below the standard, and no aid: entitled; null where a blank leaves it open
    case when extreme or low or excluded then false else below_standard and not extreme and not low and not excluded end as missed,
    case
      when low and above_standard and not (coalesce(within_margin, false) and severe > 0 and low_persons <= severe) then
        case
          when within_before and whole_months(cast(concat(cast(period as string), '-12-31') as date), as_of) < grace_months then '低保渐退期'
          when within_before is null then '超标享受低保待核'
          else '超标享受低保'
        end
      when low and above_standard is null then '超标享受低保待核'
    end as over,
    paid_dead,
    concat_ws(';', case when evidence <> '' then concat('享受情况见', evidence) end,
      case when income_open then '人均纯收入不明' else concat('人均纯收入', plain(per_capita), '元') end,
      case when standard is not null then concat('低保标准', plain(standard), '元') else '没有低保标准' end,
      case when class in ('支出型困难', '待核', '其他') and burden is not null then concat('刚性支出', plain(burden), '元') end,
      case when excluded_by <> '' then concat('有排除情形:', excluded_by) end, case when open <> '' then open end) as reason,
    file, sheet, row
  from classed
)
select * from final
