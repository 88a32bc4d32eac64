-- severity: 警告
-- about: 核查表的户不在户表中
-- message: 户编号“{household_id}”不在已到的户表中;在样本内的,按所填的抽样类别和核查人口数计入。
-- mend: 核对户编号和村代码;户表未到的,补报户表。
-- source: 指标口径§2(抽样)
-- group: 核查
with final as (
  select 'verification' as kind, v._file as file, v._sheet as sheet, v._row as row, 'household_id' as column_name, v.household_id as value,
    v.household_id, v.village_code
  from stg_verification v
  left join stg_household h on h.household_id = v.household_id
  where h.household_id is null
)
select * from final
