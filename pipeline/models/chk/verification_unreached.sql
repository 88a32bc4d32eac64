-- severity: 警告
-- about: 未访到的户填了现场情况或认可
-- message: 核查结论填“未访到”,却填了现场查到的情况或认可。
-- mend: 确未访到的删去所填;访到的改核查结论。
-- source: 指标口径§2(认可度)
-- group: 核查
with final as (
  select 'verification' as kind, _file as file, _sheet as sheet, _row as row, 'conclusion' as column_name, conclusion as value,
    household_id, village_code
  from stg_verification
  where conclusion = '未访到'
    and (per_capita is not null or food is not null or clothing is not null or education is not null or medical is not null or housing is not null or water is not null
      or approves_overall is not null or approves_policies is not null or approves_measures is not null or approves_exit is not null or approves_cadres is not null)
)
select * from final
