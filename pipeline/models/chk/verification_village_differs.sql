-- severity: 错误
-- about: 核查表的村代码与户表的不同
-- message: 村代码“{value}”,户编号“{household_id}”在户表中属于{township}{village}。
-- mend: 核对户编号和村代码,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 核查
with final as (
  select 'verification' as kind, v._file as file, v._sheet as sheet, v._row as row, 'village_code' as column_name, v.village_code as value,
    v.household_id, v.village_code, h.township, h.village
  from stg_verification v
  join stg_household h on h.household_id = v.household_id
  where v.village_code <> h.home_village and h.home_village <> '未定'
)
select * from final
