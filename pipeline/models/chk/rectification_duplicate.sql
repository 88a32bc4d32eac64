-- severity: 错误
-- about: 同一问题编号有两行
-- message: 问题编号“{value}”在 {other} 已有一行。
-- mend: 核对两行,删去重复的一行;不是同一问题的改正编号。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with numbered as (
  select r.problem_id, r.household_id, r.village_code, r._file, r._sheet, r._row,
    lag(concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行')) over (partition by r.problem_id order by r._file, r._sheet, r._row) as other
  from raw_rectification r
  where not exists (select 1 from stg_superseded_sheet s where s.kind = 'rectification' and s.file = r._file and s.sheet = r._sheet)
),
final as (
  select 'rectification' as kind, _file as file, _sheet as sheet, _row as row, 'problem_id' as column_name, problem_id as value,
    coalesce(household_id, '') as household_id, coalesce(village_code, '') as village_code, problem_id as entity, other
  from numbered
  where other is not null
)
select * from final
