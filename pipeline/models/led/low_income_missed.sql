-- number: 25
-- id: low_income_missed
-- label: 应享未享低保
-- definition: 人均纯收入低于低保标准(参数 monitor.low_income_standard),没有享受低保、特困供养,也没有排除情形的户。是否应享以民政部门核定的家庭收入和财产为准。
-- source: 农村低收入人口帮扶工作方案(待核对原文)
-- counts: household
-- reason: 收入和标准
-- grain: household_id
-- nulls: 收入、是否享受或排除情形不明的计入不明,不列入;没有低保标准时全部不明
with final as (
  select village_code, household_id, coalesce(missed, false) as certain, reason, 'household' as kind, file, sheet, row, 'household_id' as column_name
  from int_household_low_income
  where coalesce(missed, true)
)
select * from final
