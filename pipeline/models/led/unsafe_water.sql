-- number: 13
-- id: unsafe_water
-- label: 饮水不安全
-- definition: 户表饮水安全填否的户。不论户类型。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: household
-- reason: 饮水情况
-- grain: household_id
-- nulls: 饮水安全空白或读不出的计入不明,不列入
with final as (
  select village_code, household_id, water is not null as certain, '饮水安全填“否”' as reason,
    'household' as kind, file, sheet, row, 'water' as column_name
  from int_household_verdict
  where coalesce(water, false) = false
)
select * from final
