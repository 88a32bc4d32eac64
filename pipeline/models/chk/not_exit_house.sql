-- severity: 警告
-- about: 不得脱贫:住危房
-- message: 该户{leaving},而{label}填“{value}”;住危房的不得脱贫。
-- mend: 改造或搬迁并重新鉴定后再按程序脱贫;填错的,改正{label}。
-- source: 驻村干部脱贫攻坚工作手册(退出标准;待核对原文)
-- group: 不得脱贫
-- confirm: yes
with final as (
  select 'household' as kind, c.file, c.sheet, c.row, case when g.housing_flag = false then 'housing' else 'house_grade' end as column_name,
    case when g.housing_flag = false then '否' else g.house_grade end as value, c.household_id, c.village_code, c.leaving,
    case when g.housing_flag = false then '住房安全' else '危房等级' end as label
  from int_exit_candidate c
  join int_household_guarantee g on g.household_id = c.household_id
  where g.housing = false
)
select * from final
