-- severity: 错误
-- about: 同一个人列在两个村的两户
-- message: 这个证件号码在{township}{village}户“{other}”也有;一个人只能计入一户。
-- mend: 与对方村核对户口,从一户删去;婚嫁、迁移的按现户口;号码填错的改正号码。
-- source: 指标口径§9(数据质量)
-- group: 身份
with twice as (
  select m.*, case when m.household_id = s.first_household then s.last_household else s.first_household end as other
  from int_person_spread s
  join int_member_fact m on m.person_key = s.person_key
  where s.first_village <> s.last_village
),
final as (
  select 'member' as kind, t.file, t.sheet, t.row, 'id_number' as column_name, t.id_number as value,
    t.household_id, coalesce(t.village_code, '') as village_code, t.person as entity, t.other,
    coalesce(o.township, '') as township, coalesce(o.village, '') as village
  from twice t
  left join stg_household o on o.household_id = t.other
)
select * from final
