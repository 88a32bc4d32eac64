-- number: 30
-- id: unvisited
-- label: 未按月走访
-- definition: 建档立卡户中,近几个月(月数由参数定)有的月份走访次数不足(每月次数由参数定)的户;电话、微信联系算不算走访由参数定。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018);贫困户帮扶责任人培训提纲
-- counts: household
-- sheet: assistance
-- reason: 走访不足的月份
-- grain: household_id
-- nulls: 没有报来帮扶记录的村无从判断,不列入;帮扶记录没有覆盖的月份也无从判断,其他月份都够而有这样的月份的户计入不明,不列入
with final as (
  select c.village_code, c.household_id, c.holds is not null as certain, c.detail as reason, c.kind, c.file, c.sheet, c.row, c.column_name
  from int_assistance_case c
  join int_assistance_told t on t.measure = c.measure and t.village_code = c.village_code and t.arrived
  where c.measure = 'visits' and coalesce(c.holds, false) = false
)
select * from final
