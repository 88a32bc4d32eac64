-- number: 23
-- id: monitor_removal
-- label: 监测对象消除不当
-- definition: 应消未消:登记的监测对象人均纯收入不低于监测线、没有预警、监测满规定的月数而没有消除;消除过早:监测不满规定的月数就消除。
-- source: 建档立卡贫困户精准帮扶标准方案(待核对原文)
-- counts: household
-- reason: 情况
-- grain: household_id
-- nulls: 收入、预警或监测的时间不明,因而可能属于的计入不明,不列入
with final as (
  select village_code, household_id, state in ('应消未消', '消除过早') as certain, concat_ws(';', state, reason) as reason, kind, file, sheet, row, column_name
  from int_household_monitoring
  where state in ('应消未消', '消除过早') or (state in ('已纳入', '风险已消除') and unclear)
)
select * from final
