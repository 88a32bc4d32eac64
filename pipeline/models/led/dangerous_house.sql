-- number: 10
-- id: dangerous_house
-- label: 住危房
-- definition: 住房安全没有保障的户:户表住房安全填否,或危房等级为C级、D级而没有改造并重新鉴定。不论户类型。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: household
-- reason: 住房情况
-- grain: household_id
-- nulls: 住房安全和危房等级都空白或读不出的计入不明,不列入
with final as (
  select v.village_code, v.household_id, v.housing is not null as certain,
    concat_ws(';', case when g.housing_flag = false then '住房安全填“否”' when g.housing_flag then '住房安全填“是”,与危房等级矛盾' end,
      case when g.house_grade is not null then concat('危房等级', g.house_grade, '级') end) as reason,
    'household' as kind, v.file, v.sheet, v.row, case when g.housing_flag = false then 'housing' else 'house_grade' end as column_name
  from int_household_verdict v
  join int_household_guarantee g on g.household_id = v.household_id
  where coalesce(v.housing, false) = false
)
select * from final
