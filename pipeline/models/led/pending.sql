-- number: 5
-- id: pending
-- label: 待核
-- definition: 退出标准无法判断的脱贫户,是否贫困无法判断、又无排除情形的一般农户,和户类型不明的户。
-- source: 指标口径:不明的不作是,也不作否
-- counts: household
-- reason: 待核的事项
-- indicator: comprehensive_incidence
-- part: unknown
-- grain: household_id
-- nulls: 本台账列的就是不明的户
with final as (
  select v.village_code, v.household_id, true as certain,
    concat_ws(';', case when v.status is null then '户类型不明' end, case when v.income_above is null or (v.status = '一般农户' and v.income_below) then s.income end,
      case when v.status is not null then nullif(s.failed, '') end, nullif(s.unclear, ''),
      case when v.status = '一般农户' and v.exclusion_unread <> '' then concat('排除情形读不出:', replace(v.exclusion_unread, ';', '、')) end) as reason,
    'household' as kind, v.file, v.sheet, v.row,
    case
      when v.status is null then 'status'
      when v.poor and instr(v.exclusion_unread, '财政供养人员') > 0 then 'excl_public_salary'
      when v.poor and instr(v.exclusion_unread, '村干部') > 0 then 'excl_village_cadre'
      when v.poor and instr(v.exclusion_unread, '购商品房') > 0 then 'excl_bought_flat'
      when v.poor and instr(v.exclusion_unread, '购车或大型农机') > 0 then 'excl_vehicle'
      when v.poor and instr(v.exclusion_unread, '经商办企业') > 0 then 'excl_business'
      when v.poor and instr(v.exclusion_unread, '存款超限') > 0 then 'excl_savings'
      when v.poor and instr(v.exclusion_unread, '全家外出半年以上') > 0 then 'excl_away'
      when v.poor and instr(v.exclusion_unread, '户籍不在本县') > 0 then 'excl_elsewhere'
      when v.poor and instr(v.exclusion_unread, '有赡养能力的赡养人') > 0 then 'excl_supporter'
      when v.income_above is null then s.income_column
      else s.unclear_column
    end as column_name
  from int_household_verdict v
  left join int_household_shortfall s on s.household_id = v.household_id
  where v.verdict = '待核'
)
select * from final
