-- number: 27
-- id: single_aid
-- label: 可单人纳入低保
-- definition: 低保边缘户中的重度残疾人(一级、二级,三级智力、精神残疾)和重病患者,可以单人纳入低保而没有享受的,每人一行。
-- source: 农村低收入人口帮扶工作方案(待核对原文)
-- counts: person
-- sheet: member
-- reason: 情况
-- grain: file, sheet, row
-- nulls: 健康状况、残疾等级空白而无法判断的计入不明,不列入
with final as (
  select s.village_code, s.household_id, s.name as person, s.relationship, s.age, coalesce(s.severe, false) as certain, concat_ws(';', nullif(s.why, ''), l.reason) as reason,
    'member' as kind, s.file, s.sheet, s.row, s.column_name
  from int_single_aid s
  join int_household_low_income l on l.household_id = s.household_id and l.class = '低保边缘'
  where coalesce(s.severe, true) and coalesce(s.low_income_aid, false) = false
)
select * from final
