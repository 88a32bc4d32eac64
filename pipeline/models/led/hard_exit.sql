-- number: 8
-- id: hard_exit
-- label: 预脱贫难度较大
-- definition: 计划在评估年度脱贫的未脱贫户、返贫户中,没有达到或无法判断是否达到退出标准,或有不得脱贫情形的户。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: household
-- reason: 与退出标准的差距
-- grain: household_id
-- nulls: 退出标准无法判断的也列入;计划脱贫年度空白按没有计划,读不出的计入不明,不列入
with final as (
  select v.village_code, v.household_id, coalesce(h.planned_exit_year = p.period, false) as certain,
    concat_ws(';', concat('计划', cast(h.planned_exit_year as string), '年脱贫'),
      case when coalesce(v.income_above, false) = false then s.income end, nullif(s.failed, ''), nullif(s.unclear, ''),
      case when n.household_id is not null then concat('不得脱贫:', replace(n.reasons, ';', '、')) end) as reason,
    'household' as kind, v.file, v.sheet, v.row, 'planned_exit_year' as column_name
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  left join int_household_shortfall s on s.household_id = v.household_id
  left join int_household_not_to_exit n on n.household_id = v.household_id
  cross join ref_setting p
  where v.status in ('未脱贫户', '返贫户') and (h.planned_exit_year = p.period or instr(h._rejected, ';planned_exit_year;') > 0)
    and (s.household_id is not null or n.household_id is not null)
)
select * from final
