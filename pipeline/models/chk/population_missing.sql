-- severity: 错误
-- about: 发生率的分母没有填报
-- message: {village}没有发生率的分母({origin}),该村和所在乡镇、县的发生率判为数据缺。
-- mend: {mend_how};或把参数 population 改为 registered(户表人口之和)。
-- source: 指标口径§2(参数 population)
-- group: 汇总核对
with final as (
  select case when s.village_code is not null and p.population = 'reported' then 'village' else '' end as kind,
    case when p.population = 'reported' then coalesce(s._file, '') else '' end as file,
    case when p.population = 'reported' then coalesce(s._sheet, '') else '' end as sheet,
    case when p.population = 'reported' then coalesce(s._row, 0) else 0 end as row,
    case when p.population = 'reported' and s.village_code is not null then 'persons' else '' end as column_name, '' as value,
    '' as household_id, n.village_code, n.village_code as entity, v.village,
    case p.population when 'reported' then '村表的总人口' else 'frozen_population.csv 的年末农业户籍人口' end as origin,
    case p.population when 'reported' then '在村表填上总人口' else '在 frozen_population.csv 添上该村一行' end as mend_how
  from int_population n
  join int_village v on v.village_code = n.village_code
  cross join ref_setting p
  left join stg_village s on s.village_code = n.village_code
  where n.persons is null
)
select * from final
