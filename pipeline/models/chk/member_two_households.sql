-- severity: 错误
-- about: 同一个人列在同村的两户
-- message: 这个证件号码在本村户“{other}”也有;一个人只能计入一户。
-- mend: 按户口和共同生活的情况确定属于哪一户,从另一户删去;号码填错的改正号码。
-- source: 指标口径§9(数据质量)
-- group: 身份
with spread as (
  select household_id, village_code, file, sheet, row, id_number, person,
    min(household_id) over (partition by person_key) as first_household, max(household_id) over (partition by person_key) as last_household,
    min(coalesce(village_code, '')) over (partition by person_key) as first_village, max(coalesce(village_code, '')) over (partition by person_key) as last_village
  from int_member_fact
  where person_key is not null
),
final as (
  select 'member' as kind, file, sheet, row, 'id_number' as column_name, id_number as value,
    household_id, coalesce(village_code, '') as village_code, person as entity,
    case when household_id = first_household then last_household else first_household end as other
  from spread
  where first_household <> last_household and first_village = last_village
)
select * from final
