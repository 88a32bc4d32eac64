-- severity: 错误
-- about: 较旧的一份户表中有、较新的一份中没有的户
-- message: 户编号“{household_id}”只在这份较旧的户表中有,较新的一份({newer})没有;该户没有计入。
-- mend: 该户仍在本村的,补进较新的一份;已迁出、注销的,删去较旧的一份。
-- source: 来件约定(重复来件)
-- group: 区划与来件
with final as (
  select 'household' as kind, r._file as file, r._sheet as sheet, 0 as row, '' as column_name, r.household_id as value,
    r.household_id, coalesce(min(r.village_code), '') as village_code, s.newer
  from raw_household r
  join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  left join stg_household h on h.household_id = r.household_id
  where h.household_id is null
  group by r._file, r._sheet, r.household_id, s.newer
)
select * from final
