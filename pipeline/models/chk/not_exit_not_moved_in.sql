-- severity: 警告
-- about: 不得脱贫:易地搬迁未入住
-- message: 该户{leaving},是易地搬迁户,实际入住填“{value}”;未入住的不得脱贫。
-- mend: 督促入住后再按程序脱贫;已经入住的,改正实际入住。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- group: 不得脱贫
-- confirm: yes
with final as (
  select 'household' as kind, c.file, c.sheet, c.row, 'moved_in' as column_name, '否' as value, c.household_id, c.village_code, c.leaving
  from int_exit_candidate c
  join stg_household h on h.household_id = c.household_id
  where h.relocated and not h.moved_in
)
select * from final
