-- number: 28
-- id: aid_after_death
-- label: 死亡仍享受
-- definition: 在部门的死亡名单上,死亡次月以后仍发放政策补助,或人表仍填享受低保、特困供养的人,每笔(每人)一行。
-- source: 农村低收入人口帮扶工作方案(待核对原文)
-- counts: person
-- sheet: policy
-- reason: 情况
-- grain: file, sheet, row
-- nulls: 发放日期或死亡日期空白的不列入
with final as (
  select village_code, household_id, name as person, relationship, age, true as certain, concat_ws(';', coalesce(concat(cast(died_on as string), '死亡'), '在死亡名单上'), received) as reason, kind, file, sheet, row, column_name
  from int_aid_after_death
)
select * from final
