-- number: 33
-- id: rectification_overdue
-- label: 逾期未整改
-- definition: 过了整改期限还没有整改完的问题(问题整改台账中逾期的部分)。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: problem
-- sheet: rectification
-- reason: 逾期情况
-- grain: file, sheet, row
-- nulls: 期限空白或读不出、整改状态不明的计入不明,不列入
with final as (
  select coalesce(r.village_code, '未定') as village_code, coalesce(r.household_id, '') as household_id, coalesce(s.overdue, false) as certain,
    concat_ws(' ', r.problem_id, r.source, r.category, r.description) as subject,
    concat_ws(';', concat('期限', cast(s.deadline as string)), s.state, case when r.responsible_unit is not null then concat('责任单位:', r.responsible_unit) end) as reason,
    'rectification' as kind, s.file, s.sheet, s.row, 'deadline' as column_name
  from int_rectification_state s
  join stg_rectification r on r.problem_id = s.problem_id
  where s.overdue or s.overdue is null
)
select * from final
