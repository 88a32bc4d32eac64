-- number: 2
-- id: omission
-- label: 漏评
-- definition: 未建档立卡的一般农户中符合贫困识别标准、又无排除情形的户。
-- source: 贫困县退出评估口径(待核对原文);贫困户帮扶责任人培训提纲
-- counts: household
-- reason: 符合识别标准的情况
-- indicator: omission_rate
-- part: numerator
-- grain: household_id
-- nulls: 是否贫困无法判断、又无排除情形的一般农户在待核台账
with final as (
  select v.village_code, v.household_id, true as certain,
    concat_ws(';', case when v.income_below then s.income end, nullif(s.failed, '')) as reason,
    case when s.failed = '' then 'household' else s.failed_kind end as kind,
    case when s.failed = '' then s.file else s.failed_file end as file,
    case when s.failed = '' then s.sheet else s.failed_sheet end as sheet,
    case when s.failed = '' then s.row else s.failed_row end as row,
    case when s.failed = '' then s.income_column else s.failed_column end as column_name
  from int_household_verdict v
  join int_household_shortfall s on s.household_id = v.household_id
  where v.verdict = '漏评'
)
select * from final
