-- about: households and rows that may be why a reported figure differs from the one worked out: status, persons, water or housing not known, persons taken from the member sheet, a row left out because its 户编号 stands twice, rows of a sheet that were rejected, an older copy of a sheet
-- grain: village_code, reason, file, sheet, row
-- source: indicators §4
with sheets as (
  select _file as file, _sheet as sheet, min(home_village) as village_code, count(distinct home_village) as villages
  from stg_household
  group by _file, _sheet
),
final as (
  select v.village_code, 1 as number, '户类型不明' as reason, v.household_id, v.persons, 1 as rows, v.file, v.sheet, v.row, 'status' as column_name
  from int_household_verdict v
  where v.status is null
  union all
  select v.village_code, 2, '人口数不明,没有计入人数', v.household_id, null, 1, v.file, v.sheet, v.row, 'persons'
  from int_household_verdict v
  where v.persons is null
  union all
  select v.village_code, 3, '人口数按人表推定', v.household_id, v.persons, 1, v.file, v.sheet, v.row, 'persons'
  from int_household_verdict v
  join int_household_income i on i.household_id = v.household_id
  where i.persons_inferred
  union all
  select village_code, 4, '户编号重复,这一行没有计入', household_id, null, 1, file, sheet, row, 'household_id'
  from stg_household_copy
  union all
  -- but for villages whose sheet has no such column
  select v.village_code, 7, '饮水安全不明', v.household_id, v.persons, 1, v.file, v.sheet, v.row, 'water'
  from int_household_verdict v
  join int_level_figure f on f.village_code = v.village_code and f.item = 'safe_water_households' and f.known > 0
  where v.water is null
  union all
  select v.village_code, 8, '住房安全不明', v.household_id, v.persons, 1, v.file, v.sheet, v.row, 'housing'
  from int_household_verdict v
  join int_level_figure f on f.village_code = v.village_code and f.item = 'safe_housing_households' and f.known > 0
  where v.housing is null
  union all
  -- which rows, the problem list says
  select coalesce(case when s.villages = 1 then s.village_code end, '未定'), 5, '有行被拒收,没有计入', '', null, i.rows_rejected, i.file, i.sheet, 0, ''
  from meta_intake i
  left join sheets s on s.file = i.file and s.sheet = i.sheet
  where i.kind in ('household', 'household_member') and i.rows_rejected > 0
  union all
  select village_code, 6, concat('较旧的一份,没有计入;较新的:', newer), '', null, rows, file, sheet, 0, ''
  from stg_superseded_place
)
select * from final
