-- severity: 警告
-- about: 政策、帮扶、整改各表的户不在户表中
-- message: 户编号“{household_id}”不在已到的户表中。
-- mend: 核对户编号;户表未到的,补报户表。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
with named as (
  select 'policy' as kind, household_id, village_code, _file, _sheet, min(_row) as row from raw_policy group by household_id, village_code, _file, _sheet
  union all select 'assistance', household_id, village_code, _file, _sheet, min(_row) from raw_assistance group by household_id, village_code, _file, _sheet
  union all select 'rectification', household_id, village_code, _file, _sheet, min(_row) from raw_rectification group by household_id, village_code, _file, _sheet
),
final as (
  select n.kind, n._file as file, n._sheet as sheet, n.row, 'household_id' as column_name, n.household_id as value,
    n.household_id, coalesce(n.village_code, '') as village_code
  from named n
  left join stg_household h on h.household_id = n.household_id
  where n.household_id is not null and h.household_id is null
)
select * from final
