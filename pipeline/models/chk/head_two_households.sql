-- severity: 错误
-- about: 同一个人在户表中是两户的户主
-- message: 这个户主证件号码也是户“{other}”的户主的。
-- mend: 核对两户;分户未成的合为一户,号码填错的改正号码。
-- source: 指标口径§9(数据质量)
-- group: 身份
with heads as (
  select household_id, home_village, head_id_number, substr(head_id_number, 1, 18) as head_key, _file, _sheet, _row
  from stg_household
  where length(head_id_number) in (18, 20, 22) and instr(_nokey, ';head_id_number;') = 0
),
spread as (
  select head_key, min(household_id) as first_household, max(household_id) as last_household
  from heads
  group by head_key
  having min(household_id) <> max(household_id)
),
final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'head_id_number' as column_name, h.head_id_number as value,
    h.household_id, h.home_village as village_code, case when h.household_id = s.first_household then s.last_household else s.first_household end as other
  from spread s
  join heads h on h.head_key = s.head_key
  -- where the members say it too, it is said there
  left join int_person_spread p on p.person_key = s.head_key
  where p.person_key is null
)
select * from final
