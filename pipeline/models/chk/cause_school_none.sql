-- severity: 警告
-- about: 因学致贫却没有在校生
-- message: 致贫原因有“因学”,人表却没有一名在校的成员。
-- mend: 核对致贫原因和成员的在校生状况;已毕业的属实,不必改。
-- source: 各县实际做过的检查
-- group: 贫困状况
-- confirm: yes
with asked as (
  select distinct m.household_id
  from int_member_fact m
  join meta_column c on c.file = m.file and c.sheet = m.sheet and c.kind = 'member' and c.column_name = 'school_status'
  where instr(m.rejected, ';school_status;') = 0
),
final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row,
    case when h.main_cause = '因学' then 'main_cause' else 'other_causes' end as column_name,
    case when h.main_cause = '因学' then h.main_cause else h.other_causes end as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join asked a on a.household_id = h.household_id
  where (h.main_cause = '因学' or instr((';' || h.other_causes || ';'), ';因学;') > 0) and f.pupils = 0
)
select * from final
