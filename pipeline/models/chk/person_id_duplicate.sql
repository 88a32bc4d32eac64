-- severity: 错误
-- about: 同一人编号给了两个人
-- message: 人编号“{value}”在 {other} 也有。
-- mend: 核对两人的人编号,按系统中的编号改正。
-- source: 指标口径§9(数据质量)
-- group: 身份
with numbered as (
  select household_id, person_id, id_number, name, _file, _sheet, _row,
    lag(concat(_file, ' › ', _sheet, ' › 第', cast(_row as string), '行')) over (partition by person_id order by _file, _sheet, _row) as other
  from stg_member
  where person_id is not null
),
final as (
  select 'member' as kind, _file as file, _sheet as sheet, _row as row, 'person_id' as column_name, person_id as value,
    household_id, '' as village_code, concat_ws('/', household_id, id_number, name) as entity, other
  from numbered
  where other is not null
)
select * from final
