-- severity: 警告
-- about: 家庭人口数与人表人数不一致
-- message: 家庭人口数填 {declared} 人,人表有 {members} 人。
-- mend: 核对户表和人表,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'persons' as column_name, cast(i.declared_persons as string) as value,
    h.household_id, h.home_village as village_code,
    cast(i.declared_persons as string) as declared, cast(i.members as string) as members
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  where i.declared_persons <> i.members
)
select * from final
