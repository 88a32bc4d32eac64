-- severity: 警告
-- about: 不得脱贫:饮水不安全
-- message: 该户{leaving},而饮水安全填“{value}”;饮水不安全的不得脱贫。
-- mend: 解决饮水后再按程序脱贫;填错的,改正饮水安全。
-- source: 驻村干部脱贫攻坚工作手册(退出标准;待核对原文)
-- group: 不得脱贫
-- confirm: yes
with final as (
  select 'household' as kind, c.file, c.sheet, c.row, 'water' as column_name, '否' as value, c.household_id, c.village_code, c.leaving
  from int_exit_candidate c
  join stg_household h on h.household_id = c.household_id
  where h.water = false
)
select * from final
