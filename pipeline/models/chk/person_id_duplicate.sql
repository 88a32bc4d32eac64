-- severity: 错误
-- about: 同一人编号给了两个人
-- message: 人编号“{value}”在 {other} 也有。
-- mend: 核对两人的人编号,按系统中的编号改正。
-- source: 指标口径§9(数据质量)
-- group: 身份
with twice as (
  select person_id from stg_member where person_id is not null group by person_id having count(*) > 1
),
numbered as (
  select m.household_id, m.person_id, m.id_number, m.name, m._file, m._sheet, m._row,
    lag(concat(m._file, ' › ', m._sheet, ' › 第', cast(m._row as string), '行')) over (partition by m.person_id order by m._file, m._sheet, m._row) as other
  from stg_member m
  join twice t on t.person_id = m.person_id
),
final as (
  select 'member' as kind, _file as file, _sheet as sheet, _row as row, 'person_id' as column_name, person_id as value,
    household_id, '' as village_code, concat_ws('/', household_id, id_number, name) as entity, other
  from numbered
  where other is not null
)
select * from final
