-- number: 22
-- id: monitor_missed
-- label: 监测对象应纳未纳
-- definition: 应当纳入而没有纳入监测的户:脱贫户、未建档立卡户人均纯收入低于监测线或有风险、突发的预警(有排除情形的未建档立卡户除外);消除风险后又出现的也列入。
-- source: 建档立卡贫困户精准帮扶标准方案(待核对原文)
-- counts: household
-- reason: 应纳入的情况
-- grain: household_id
-- nulls: 收入、预警或是否已登记不明,因而无法判断的计入不明,不列入
with final as (
  select village_code, household_id, state = '应纳未纳' as certain, concat_ws(';', concat('应为', case class_due when '待定' then '监测对象(类别待定)' when '' then '监测对象' else class_due end), reason) as reason,
    kind, file, sheet, row, column_name
  from int_household_monitoring
  where state in ('应纳未纳', '待核')
)
select * from final
