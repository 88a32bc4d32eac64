-- severity: 警告
-- about: 家庭人口数读不出,用人表人数代替
-- message: 家庭人口数不明,按人表的 {members} 人计算。
-- mend: 填上家庭人口数。
-- source: 指标口径§1(户的判定)
-- group: 家庭结构
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'persons' as column_name, '' as value,
    h.household_id, h.home_village as village_code, cast(i.members as string) as members
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  where i.persons_inferred
)
select * from final
