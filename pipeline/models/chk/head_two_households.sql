-- severity: 错误
-- about: 同一个人在户表中是两户的户主
-- message: 这个户主证件号码也是户“{other}”的户主的。
-- mend: 核对两户;分户未成的合为一户,号码填错的改正号码。
-- source: 指标口径§9(数据质量)
-- group: 身份
with heads as (
  select h.*, substr(h.head_id_number, 1, 18) as head_key
  from stg_household h
  where length(h.head_id_number) in (18, 20, 22) and instr(h._nokey, ';head_id_number;') = 0
),
spread as (
  select h.*, min(h.household_id) over (partition by h.head_key) as first_household, max(h.household_id) over (partition by h.head_key) as last_household,
    -- where the members say it too, it is said there
    count(m.household_id) over (partition by h.head_key) as as_member
  from heads h
  left join int_member_fact m on m.household_id = h.household_id and m.person_key = h.head_key
),
final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'head_id_number' as column_name, head_id_number as value,
    household_id, home_village as village_code, case when household_id = first_household then last_household else first_household end as other
  from spread
  where first_household <> last_household and as_member < 2
)
select * from final
