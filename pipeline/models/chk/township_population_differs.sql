-- severity: 警告
-- about: 乡镇表的农业户籍人口与各村村表合计不一致
-- message: {township}的乡镇表填农业户籍人口 {value} 人,所辖各村村表的总人口合计 {computed} 人;发生率按村表合计。
-- mend: 核对乡镇表与各村村表,改正有误的一处。
-- source: indicators §2, parameter population
-- group: 汇总核对
-- confirm: yes
with sums as (
  select v.township_code, v.township, cast(sum(n.persons) as bigint) as persons, count(*) filter (where n.persons is null) as unknown
  from int_population n
  join int_village v on v.village_code = n.village_code
  group by v.township_code, v.township
),
final as (
  select 'township' as kind, t._file as file, t._sheet as sheet, t._row as row, 'persons' as column_name, cast(t.persons as string) as value,
    '' as household_id, '' as village_code, s.township_code as entity, t.township, cast(s.persons as string) as computed
  from stg_township t
  join sums s on s.township_code = t.township_code or (t.township_code is null and s.township = t.township)
  cross join ref_setting p
  where p.population = 'reported' and s.unknown = 0 and t.persons <> s.persons
)
select * from final
