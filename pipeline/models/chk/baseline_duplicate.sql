-- severity: 错误
-- about: 同一户同一年有两行上年收入
-- message: 户编号“{household_id}”{year}年在 {other} 已有一行。
-- mend: 核对两行,删去有误的一行。
-- source: 指标口径§6(防返贫监测)
-- group: 上年比对
with numbered as (
  select r.household_id, r.village_code, r.year, r._file, r._sheet, r._row,
    lag(concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行')) over (partition by r.household_id, r.year order by r._file, r._sheet, r._row) as other
  from raw_baseline r
  where not exists (select 1 from stg_superseded_sheet s where s.kind = 'baseline' and s.file = r._file and s.sheet = r._sheet)
),
final as (
  select 'baseline' as kind, _file as file, _sheet as sheet, _row as row, 'household_id' as column_name, household_id as value,
    household_id, coalesce(village_code, '') as village_code, cast(year as string) as year, other
  from numbered
  where other is not null
)
select * from final
