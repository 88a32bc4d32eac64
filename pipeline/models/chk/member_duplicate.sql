-- severity: 错误
-- about: 同一证件号码在人表中出现两次
-- message: 这个证件号码在 {other} 也有。
-- mend: 核对两人的证件号码,改正或删去重复的一行。
-- source: indicators §9
-- group: 身份
with numbered as (
  select household_id, id_number, _file, _sheet, _row,
    lag(concat(_file, ' › ', _sheet, ' › 第', cast(_row as string), '行')) over (partition by id_number order by _file, _sheet, _row) as other
  from raw_member
  where id_number is not null and instr(_rejected, ';id_number;') = 0 and instr(_nokey, ';id_number;') = 0
    and not exists (select 1 from stg_superseded_sheet s where s.file = _file and s.sheet = _sheet)
),
final as (
  select 'member' as kind, _file as file, _sheet as sheet, _row as row, 'id_number' as column_name, id_number as value,
    household_id, '' as village_code, other
  from numbered
  where other is not null
)
select * from final
