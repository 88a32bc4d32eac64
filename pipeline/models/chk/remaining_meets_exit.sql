-- severity: 警告
-- about: 未脱贫户已达到脱贫标准
-- message: {status},人均纯收入 {per_capita} 元,高于贫困线 {line} 元,两不愁三保障和饮水安全都已达到。
-- mend: 核对户类型和各项收入;已达标的按程序退出。
-- source: 指标口径§1(户的判定)
-- group: 贫困状况
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'status' as column_name, h.status as value,
    h.household_id, h.home_village as village_code, h.status, plain(v.per_capita) as per_capita, plain(v.line) as line
  from stg_household h
  join int_household_verdict v on v.household_id = h.household_id
  where h.status in ('未脱贫户', '返贫户') and v.exit_met
)
select * from final
