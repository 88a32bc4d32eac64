-- severity: 提示
-- about: 不得脱贫:当年受灾
-- message: 该户{leaving},而{department}比对{day}受灾;当年受灾的户不得脱贫。
-- mend: 核实灾情,恢复后再按程序脱贫;灾情轻微、不影响收入和住房的,写明情况。
-- source: 不得脱贫情形(出处待核对原文)
-- group: 不得脱贫
-- confirm: yes
with final as (
  select 'department' as kind, d._file as file, d._sheet as sheet, d._row as row, 'item' as column_name, d.item as value,
    c.household_id, c.village_code, concat_ws('/', c.household_id, cast(d.occurred_on as string)) as entity, c.leaving,
    coalesce(d.department, '部门') as department, cast(d.occurred_on as string) as day
  from int_exit_candidate c
  join stg_department d on d.home_household = c.household_id
  cross join ref_setting p
  where d.item = '受灾' and year(d.occurred_on) = p.period
)
select * from final
