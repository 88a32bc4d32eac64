-- severity: 错误
-- about: 一户没有户主
-- message: 人表中户“{household_id}”有{members}名成员,没有一人是户主。
-- mend: 按户口簿填明谁是户主,其余成员填与户主的关系。
-- source: 各县实际做过的检查
-- group: 家庭结构
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'household_id' as column_name, h.household_id as value,
    h.household_id, h.home_village as village_code, cast(f.members as string) as members
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where f.heads = 0 and f.relationship_unknown = 0
)
select * from final
