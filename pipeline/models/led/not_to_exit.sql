-- number: 9
-- id: not_to_exit
-- label: 不得脱贫
-- definition: 计划在评估年度脱贫、或户表填为该年度脱贫的户中,有不得脱贫情形的户。各种情形见规则目录的“不得脱贫”一类;村里已举证了结的情形不计。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018);驻村干部脱贫攻坚工作手册(待核对原文)
-- counts: household
-- reason: 不得脱贫的情形
-- grain: household_id
-- nulls: 情形所看的格空白或读不出的,不算有这种情形
with final as (
  select village_code, household_id, reasons as reason, true as certain, kind, file, sheet, row, column_name
  from int_household_not_to_exit
)
select * from final
