-- severity: 警告
-- about: 不得脱贫:当年新识别或返贫
-- message: 该户{leaving},而{value}年才{how};当年新识别、返贫的不得脱贫。
-- mend: 不列入当年脱贫;年度填错的,改正{label}。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- group: 不得脱贫
-- confirm: yes
with final as (
  select 'household' as kind, c.file, c.sheet, c.row,
    case when h.returned_year = p.period then 'returned_year' else 'identified_year' end as column_name, cast(p.period as string) as value,
    c.household_id, c.village_code, c.leaving,
    case when h.returned_year = p.period then '返贫' else '识别' end as how,
    case when h.returned_year = p.period then '返贫年度' else '识别年度' end as label
  from int_exit_candidate c
  join stg_household h on h.household_id = c.household_id
  cross join ref_setting p
  where h.identified_year = p.period or h.returned_year = p.period
)
select * from final
