-- severity: 错误
-- about: 同一批次的同一户有两行核查结果
-- message: 批次“{batch}”中户编号“{household_id}”在 {other} 另有一行,以那一行为准(取填报时间最近的表,同日的取先出现的)。
-- mend: 核对两行,删去有误的一行。
-- source: 指标口径§2(抽样)
-- group: 核查
with numbered as (
  select r.batch, r.household_id, r.village_code, r._file, r._sheet, r._row,
    first_value(concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行')) over (partition by r.batch, r.household_id order by coalesce(i.filled_on, date '1900-01-01') desc, r._file, r._sheet, r._row) as other,
    row_number() over (partition by r.batch, r.household_id order by coalesce(i.filled_on, date '1900-01-01') desc, r._file, r._sheet, r._row) as copy
  from raw_verification r
  left join stg_superseded_sheet s on s.kind = 'verification' and s.file = r._file and s.sheet = r._sheet
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  where s.file is null
),
final as (
  select 'verification' as kind, _file as file, _sheet as sheet, _row as row, 'household_id' as column_name, household_id as value,
    household_id, village_code, batch, other
  from numbered
  where copy > 1
)
select * from final
