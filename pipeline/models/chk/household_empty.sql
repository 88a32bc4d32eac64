-- severity: 错误
-- about: 户表的户在人表中没有成员
-- message: 家庭人口数填 {persons} 人,人表却没有这一户的成员,而本村的人表已到。
-- mend: 补报该户的成员;户编号写错的改正;已销户的从户表删去。
-- source: 各县实际做过的检查
-- group: 家庭结构
with come as (
  select distinct village_code from int_household_fact where village_code is not null
),
final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'household_id' as column_name, h.household_id as value,
    h.household_id, h.home_village as village_code, cast(h.persons as string) as persons
  from stg_household h
  join come c on c.village_code = h.home_village
  left join int_household_fact f on f.household_id = h.household_id
  where f.household_id is null and h.persons is not null
)
select * from final
