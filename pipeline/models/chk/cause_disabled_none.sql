-- severity: 警告
-- about: 因残致贫却没有残疾人
-- message: 致贫原因有“因残”,人表却没有残疾的成员。
-- mend: 核对致贫原因和成员的健康状况、残疾证;已去世的属实,不必改。
-- source: 各县实际做过的检查
-- group: 贫困状况
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row,
    case when h.main_cause = '因残' then 'main_cause' else 'other_causes' end as column_name,
    case when h.main_cause = '因残' then h.main_cause else h.other_causes end as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where (h.main_cause = '因残' or instr((';' || h.other_causes || ';'), ';因残;') > 0) and f.disabled = 0 and f.health_unknown = 0
)
select * from final
