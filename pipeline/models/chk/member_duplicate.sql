-- severity: 错误
-- about: 一户之内同一证件号码出现两次
-- message: 这个证件号码本户在 {other} 已有一行。
-- mend: 核对两行;是同一人的删去一行,不是的改正证件号码。
-- source: 指标口径§9(数据质量)
-- group: 身份
with keyed as (
  select household_id, id_number, name, _file, _sheet, _row, substr(id_number, 1, 18) as person_key
  from raw_member
  where length(id_number) in (18, 20, 22) and instr(_nokey, ';id_number;') = 0
    and not exists (select 1 from stg_superseded_sheet s where s.file = _file and s.sheet = _sheet)
),
twice as (
  select household_id, person_key from keyed group by household_id, person_key having count(*) > 1
),
numbered as (
  select k.*, lag(concat(k._file, ' › ', k._sheet, ' › 第', cast(k._row as string), '行')) over (partition by k.household_id, k.person_key order by k._file, k._sheet, k._row) as other
  from keyed k
  join twice t on t.household_id = k.household_id and t.person_key = k.person_key
),
final as (
  select 'member' as kind, _file as file, _sheet as sheet, _row as row, 'id_number' as column_name, id_number as value,
    household_id, '' as village_code, concat_ws('/', household_id, id_number, name) as entity, other
  from numbered
  where other is not null
)
select * from final
