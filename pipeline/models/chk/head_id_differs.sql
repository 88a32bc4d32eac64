-- severity: 错误
-- about: 户表的户主证件号码与人表户主的不同
-- message: 户表的户主证件号码与人表中户主的证件号码不是同一个人的。
-- mend: 核对户主是谁,两表改为一致。
-- source: 指标口径§9(数据质量)
-- group: 身份
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'head_id_number' as column_name, h.head_id_number as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where length(h.head_id_number) in (18, 20, 22) and instr(h._nokey, ';head_id_number;') = 0
    and substr(h.head_id_number, 1, 18) <> f.head_key
)
select * from final
