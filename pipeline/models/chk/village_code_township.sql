-- severity: 错误
-- about: 村代码不属于所填的乡镇
-- message: 村代码“{value}”属于{listed},所填乡镇是“{township}”。
-- mend: 核对乡镇和村代码,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
with wrong as (
  select h._file, h._sheet, h.village_code, h.township, min(h._row) as row, min(h.household_id) as household_id
  from stg_household h
  where h.village_code is not null
  group by h._file, h._sheet, h.village_code, h.township
),
final as (
  select 'household' as kind, w._file as file, w._sheet as sheet, w.row, 'village_code' as column_name, w.village_code as value,
    h.household_id, w.village_code, concat_ws('/', w.village_code, w.township) as entity, w.township, v.township as listed
  from wrong w
  join stg_village_list v on v.village_code = w.village_code
  join stg_household h on h._file = w._file and h._sheet = w._sheet and h._row = w.row
  where v.township <> w.township
    -- a short name for the same place is no contradiction
    and instr(v.township, w.township) = 0 and instr(w.township, v.township) = 0
)
select * from final
