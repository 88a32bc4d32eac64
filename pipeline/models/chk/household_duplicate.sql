-- severity: 错误
-- about: 同一户编号出现在两行
-- message: 户编号“{household_id}”与 {other} 重复;先出现的一行(按文件、工作表、行)计入。
-- mend: 核对两行,改正或删去其中一行。
-- source: 来件约定(户编号重复)
-- group: 区划与来件
with kept as (
  select r.*, concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行') as place
  from raw_household r
  left join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  where s.file is null
),
numbered as (
  select *,
    first_value(place) over (partition by household_id order by _file, _sheet, _row) as first_place,
    lead(place) over (partition by household_id order by _file, _sheet, _row) as next_place,
    count(*) over (partition by household_id) as copies,
    row_number() over (partition by household_id order by _file, _sheet, _row) as copy
  from kept
),
final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'household_id' as column_name, household_id as value,
    household_id, coalesce(village_code, '') as village_code,
    case when copy = 1 then next_place else first_place end as other
  from numbered
  where copies > 1
)
select * from final
