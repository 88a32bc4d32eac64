-- number: 17
-- id: remaining
-- label: 剩余贫困户
-- definition: 未脱贫户和返贫户,即建档立卡贫困发生率的分子。
-- source: 驻村干部脱贫攻坚工作手册
-- counts: household
-- reason: 户类型、致贫原因和脱贫计划
-- indicator: registered_incidence
-- part: numerator
-- grain: household_id
-- nulls: 户类型不明的户在待核台账
with final as (
  select v.village_code, v.household_id, true as certain,
    concat_ws(';', v.status, concat('主要致贫原因:', coalesce(h.main_cause, '不明')),
      case when h.planned_exit_year is not null then concat('计划', cast(h.planned_exit_year as string), '年脱贫') end) as reason,
    'household' as kind, v.file, v.sheet, v.row, 'status' as column_name
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  where v.verdict = '剩余'
)
select * from final
