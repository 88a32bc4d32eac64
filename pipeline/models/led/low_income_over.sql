-- number: 26
-- id: low_income_over
-- label: 超标享受低保
-- definition: 享受低保而人均纯收入高于低保标准的户;上年还不高于标准的在渐退期内,注明渐退期;低保边缘户中只有重度残疾、重病的人享受的(单人保)除外。
-- source: 农村低收入人口帮扶工作方案(待核对原文)
-- counts: household
-- reason: 情况
-- grain: household_id
-- nulls: 收入不明、或上年收入不明因而不知是否在渐退期内的计入不明,不列入
with final as (
  select village_code, household_id, over in ('超标享受低保', '低保渐退期') as certain, concat_ws(';', over, reason) as reason, 'household' as kind, file, sheet, row, 'household_id' as column_name
  from int_household_low_income
  where over is not null
)
select * from final
