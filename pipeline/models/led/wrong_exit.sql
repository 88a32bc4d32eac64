-- number: 1
-- id: wrong_exit
-- label: 错退
-- definition: 脱贫户中未达到退出标准的户:人均纯收入不高于贫困线,或不愁吃、不愁穿、义务教育、基本医疗、住房安全、饮水安全有一项没有保障。
-- source: 贫困县退出评估口径(待核对原文);驻村干部脱贫攻坚工作手册
-- counts: household
-- reason: 未达到的标准及原因
-- indicator: wrong_exit_rate
-- part: numerator
-- grain: household_id
-- nulls: 退出标准无法判断的脱贫户在待核台账
with final as (
  select v.village_code, v.household_id, true as certain,
    concat_ws(';', case when v.income_above = false then s.income end, nullif(s.failed, '')) as reason,
    case when s.failed = '' then 'household' else s.failed_kind end as kind,
    case when s.failed = '' then s.file else s.failed_file end as file,
    case when s.failed = '' then s.sheet else s.failed_sheet end as sheet,
    case when s.failed = '' then s.row else s.failed_row end as row,
    case when s.failed = '' then s.income_column else s.failed_column end as column_name
  from int_household_verdict v
  join int_household_shortfall s on s.household_id = v.household_id
  where v.verdict = '错退'
)
select * from final
