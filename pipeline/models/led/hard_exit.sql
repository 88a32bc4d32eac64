-- number: 8
-- id: hard_exit
-- label: 预脱贫难度较大
-- definition: 计划在评估年度脱贫的未脱贫户、返贫户中,没有达到或无法判断是否达到退出标准的户;和计划在评估年度脱贫、或报为评估年度脱贫的户中,有不得脱贫情形的户。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: household
-- reason: 与退出标准的差距和不得脱贫的情形
-- grain: household_id
-- nulls: 退出标准无法判断的也列入;计划脱贫年度空白按没有计划,读不出的计入不明,不列入;不得脱贫的情形核实了结的不列入
with barred as (
  select f.household_id, joined(trim(trailing '。' from f.message)) as says
  from int_finding f
  join ref_rule r on r.rule = f.rule and r.rule_group = '不得脱贫'
  where f.state <> '已核实'
  group by f.household_id
),
final as (
  select v.village_code, v.household_id, c.household_id is not null as certain,
    concat_ws(';',
      case when v.status <> '脱贫户' then concat('计划', cast(h.planned_exit_year as string), '年脱贫') end,
      case when v.status <> '脱贫户' and coalesce(v.income_above, false) = false then s.income end,
      case when v.status <> '脱贫户' then nullif(s.failed, '') end, case when v.status <> '脱贫户' then nullif(s.unclear, '') end,
      b.says) as reason,
    'household' as kind, v.file, v.sheet, v.row, coalesce(c.exit_column, 'planned_exit_year') as column_name
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  left join int_exit_candidate c on c.household_id = v.household_id
  left join int_household_shortfall s on s.household_id = v.household_id
  left join barred b on b.household_id = v.household_id
  where (c.household_id is not null and b.household_id is not null)
    or (v.status in ('未脱贫户', '返贫户') and coalesce(v.exit_met, false) = false
      and (c.household_id is not null or instr(h._rejected, ';planned_exit_year;') > 0))
)
select * from final
