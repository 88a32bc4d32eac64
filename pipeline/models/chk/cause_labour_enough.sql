-- severity: 警告
-- about: 缺劳力致贫却有几个劳动力
-- message: 致贫原因有“缺劳力”,人表却有{able}名普通或技能劳动力。
-- mend: 核对致贫原因和成员的劳动技能。
-- source: 各县实际做过的检查
-- group: 贫困状况
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row,
    case when h.main_cause = '缺劳力' then 'main_cause' else 'other_causes' end as column_name,
    case when h.main_cause = '缺劳力' then h.main_cause else h.other_causes end as value,
    h.household_id, h.home_village as village_code, cast(f.able as string) as able
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join ref_check_parameter p on p.name = 'check.labour_enough'
  where (h.main_cause = '缺劳力' or instr((';' || h.other_causes || ';'), ';缺劳力;') > 0) and f.able >= p.value
)
select * from final
