-- number: 21
-- id: alert_open
-- label: 预警未处置
-- definition: 达到预警规则(alerts.csv)而没有纳入监测的户,每条预警一行;已消除风险的,只列消除以后的预警和当年的收入预警。
-- source: 建档立卡贫困户精准帮扶标准方案(待核对原文)
-- counts: problem
-- sheet: department
-- reason: 预警情况
-- grain: rule, household_id, file, sheet, row
-- nulls: 金额空白或读不出、户类型不明、是否已纳入监测不明的计入不明,不列入
with final as (
  select a.village_code, a.household_id, coalesce(a.certain and (g.class_registered = '' or (g.class_registered <> '不明' and g.removed and (a.last_on > g.until or year(g.until) < p.period))), false) as certain,
    concat_ws(' ', a.rule, a.department) as subject,
    concat_ws(';', a.says, case when a.value is not null then concat('实际', plain(a.value), case a.unit when '%' then '%' when '数' then '' else '元' end) end,
      case when a.last_on is not null then concat(cast(a.last_on as string), '发生') end, case when g.removed then concat('登记为', g.class_registered, ',已消除') end) as reason,
    a.kind, a.file, a.sheet, a.row, a.column_name
  from int_alert a
  join int_household_monitoring g on g.household_id = a.household_id
  cross join ref_setting p
  where not (g.class_registered not in ('', '不明') and coalesce(g.removed, true) = false) and (g.class_registered in ('', '不明') or a.last_on is null or g.until is null or a.last_on > g.until)
)
select * from final
