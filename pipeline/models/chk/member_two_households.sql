-- severity: 错误
-- about: 同一个人列在同村的两户
-- message: 这个证件号码在本村户“{other}”也有;一个人只能计入一户。
-- mend: 按户口和共同生活的情况确定属于哪一户,从另一户删去;号码填错的改正号码。
-- source: 指标口径§9(数据质量)
-- group: 身份
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'id_number' as column_name, m.id_number as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity,
    case when m.household_id = s.first_household then s.last_household else s.first_household end as other
  from int_person_spread s
  join int_member_fact m on m.person_key = s.person_key
  where s.first_village = s.last_village
)
select * from final
