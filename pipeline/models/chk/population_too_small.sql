-- severity: 错误
-- about: 发生率的分母小于分子
-- message: {village}发生率的分母({origin})只有 {value} 人,而未脱贫、错退、漏评的人口有 {numerator} 人;两数矛盾,该村和所在乡镇、县的发生率判为数据缺。
-- mend: 核对该村的{origin}和户表,改正有误的一处。
-- source: 指标口径§2(参数 population)
-- group: 汇总核对
with poor as (
  select village_code, cast(sum(persons) as bigint) as persons
  from int_household_verdict
  where verdict in ('剩余', '错退', '漏评')
  group by village_code
),
final as (
  select case when p.population = 'reported' then 'village' else '' end as kind,
    case when p.population = 'reported' then s._file else '' end as file, case when p.population = 'reported' then s._sheet else '' end as sheet,
    case when p.population = 'reported' then s._row else 0 end as row,
    case when p.population = 'reported' then 'persons' else '' end as column_name, cast(n.persons as string) as value,
    '' as household_id, n.village_code, n.village_code as entity, v.village,
    case p.population when 'reported' then '村表总人口' else '固定年份的年末农业户籍人口' end as origin,
    cast(o.persons as string) as numerator
  from int_population n
  join poor o on o.village_code = n.village_code and o.persons > n.persons
  join int_village v on v.village_code = n.village_code
  cross join ref_setting p
  left join stg_village s on s.village_code = n.village_code
  where n.village_code <> '未定'
)
select * from final
