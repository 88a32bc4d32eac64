-- severity: 警告
-- about: 政策、帮扶、整改、上年收入各表的村代码与户表的不同
-- message: 村代码“{value}”,户编号“{household_id}”在户表中属于{township}{village}。
-- mend: 核对户编号和村代码,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
with named as (
  select 'policy' as kind, household_id, village_code, _file, _sheet, min(_row) as row from raw_policy group by household_id, village_code, _file, _sheet
  union all select 'assistance', household_id, village_code, _file, _sheet, min(_row) from raw_assistance group by household_id, village_code, _file, _sheet
  union all select 'rectification', household_id, village_code, _file, _sheet, min(_row) from raw_rectification group by household_id, village_code, _file, _sheet
  union all select 'baseline', household_id, village_code, _file, _sheet, min(_row) from raw_baseline group by household_id, village_code, _file, _sheet
),
final as (
  select n.kind, n._file as file, n._sheet as sheet, n.row, 'village_code' as column_name, n.village_code as value,
    n.household_id, h.home_village as village_code, h.township, h.village
  from named n
  join stg_household h on h.household_id = n.household_id
  where n.village_code <> h.home_village and h.home_village <> '未定'
)
select * from final
