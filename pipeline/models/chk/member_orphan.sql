-- severity: 警告
-- about: 人表成员的户编号不在户表中
-- message: 户编号“{household_id}”不在已到的户表中。
-- mend: 核对户编号;户表未到的,补报户表。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
with final as (
  select 'member' as kind, m._file as file, m._sheet as sheet, min(m._row) as row, 'household_id' as column_name, m.household_id as value,
    m.household_id, '' as village_code
  from stg_member m
  left join stg_household h on h.household_id = m.household_id
  where h.household_id is null
  group by m._file, m._sheet, m.household_id
)
select * from final
