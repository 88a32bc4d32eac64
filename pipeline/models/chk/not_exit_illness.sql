-- severity: 提示
-- about: 不得脱贫:有人患大病正在治疗
-- message: 该户{leaving},而{who}健康状况填“{value}”;患大病正在治疗的户不得脱贫。
-- mend: 治疗稳定、自付费用有着落后再按程序脱贫;已经治愈的,改正健康状况。
-- source: 不得脱贫情形(出处待核对原文)
-- group: 不得脱贫
-- confirm: yes
with final as (
  select 'member' as kind, m._file as file, m._sheet as sheet, m._row as row, 'health' as column_name, m.health as value,
    c.household_id, c.village_code, concat_ws('/', m.household_id, m.id_number, m.name) as entity, c.leaving,
    coalesce(m.relationship, '成员') as who
  from int_exit_candidate c
  join stg_member m on m.household_id = c.household_id
  where instr(concat(';', m.health, ';'), ';患有大病;') > 0
)
select * from final
