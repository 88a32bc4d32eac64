-- number: 4
-- id: wrong_registration
-- label: 错评
-- definition: 在册的脱贫户、未脱贫户、返贫户中有排除情形的户。采用哪些排除情形由参数定。
-- source: 农村低收入人口帮扶工作方案
-- counts: household
-- reason: 排除情形
-- grain: household_id
-- nulls: 排除情形空白按没有;排除情形读不出、或有排除情形而户类型不明的计入不明,不列入
with final as (
  select village_code, household_id, coalesce(wrongly_registered, false) as certain, excluded_by as reason, 'household' as kind, file, sheet, row,
    case
      when instr(excluded_by, '财政供养人员') > 0 then 'excl_public_salary'
      when instr(excluded_by, '村干部') > 0 then 'excl_village_cadre'
      when instr(excluded_by, '购商品房') > 0 then 'excl_bought_flat'
      when instr(excluded_by, '购车或大型农机') > 0 then 'excl_vehicle'
      when instr(excluded_by, '经商办企业') > 0 then 'excl_business'
      when instr(excluded_by, '存款超限') > 0 then 'excl_savings'
      when instr(excluded_by, '全家外出半年以上') > 0 then 'excl_away'
      when instr(excluded_by, '户籍不在本县') > 0 then 'excl_elsewhere'
      else 'excl_supporter'
    end as column_name
  from int_household_verdict
  where coalesce(wrongly_registered, true)
)
select * from final
