-- number: 6
-- id: outside_class
-- label: 档外五类人群
-- definition: 未建档立卡而户表“档外类别”属危房户、两不管户、新发生贫困户、五保低保残疾老人户、申请未纳入户之一的户。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: household
-- reason: 档外类别及判定
-- grain: household_id
-- nulls: 档外类别空白按不属于;读不出的计入不明,不列入
with final as (
  select v.village_code, v.household_id,
    case when h.outside_class is not null then true else false end as certain,
    concat_ws(';', h.outside_class, case when v.verdict <> '' then concat('判为', v.verdict) end,
      case when v.excluded_by <> '' then concat('有排除情形:', v.excluded_by) end) as reason,
    'household' as kind, v.file, v.sheet, v.row, 'outside_class' as column_name
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  where coalesce(v.status, '一般农户') = '一般农户' and (h.outside_class is not null or instr(h._rejected, ';outside_class;') > 0)
)
select * from final
