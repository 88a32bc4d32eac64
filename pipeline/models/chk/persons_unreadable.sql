-- severity: 错误
-- about: 家庭人口数读不出,人表也没有该户成员
-- message: 家庭人口数不明,人表中也没有该户的成员,该户不计入人数。
-- mend: 填上家庭人口数,或补报人表。
-- source: 指标口径§1(户的判定)
-- group: 家庭结构
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'persons' as column_name, '' as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  where i.persons is null
)
select * from final
