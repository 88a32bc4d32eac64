-- severity: 警告
-- about: 同一季度同一队员驻两个村
-- message: 这名队员{year}年{quarter}在 {other} 也驻村。
-- mend: 核对姓名和村代码;同名的两人在姓名后注明单位,兼驻的写明。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
-- confirm: yes
with numbered as (
  select r.*,
    lag(concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行')) over (partition by r.year, r.quarter, r.name, r.unit, r.phone order by r._file, r._sheet, r._row) as other,
    lag(r.village_code) over (partition by r.year, r.quarter, r.name, r.unit, r.phone order by r._file, r._sheet, r._row) as other_village
  from raw_work_team r
  where r.unit is not null or r.phone is not null
),
final as (
  select 'work_team' as kind, _file as file, _sheet as sheet, _row as row, 'name' as column_name, name as value,
    '' as household_id, village_code, concat_ws('/', village_code, cast(year as string), quarter, name) as entity, cast(year as string) as year, quarter, other
  from numbered
  where other_village <> village_code
)
select * from final
