-- severity: 警告
-- about: 乡镇表填报数与各村户表合计不一致
-- message: {township}的乡镇表填 {reported},由户表合计为 {computed}。
-- mend: 核对乡镇表与所辖各村的户表,改正有误的一处。
-- source: 指标口径§4(四级汇总)
-- group: 汇总核对
-- confirm: yes
with sums as (
  select v.township_code, v.township,
    count(distinct v.village_code) as villages, count(*) as households, cast(sum(h.persons) as bigint) as persons,
    count(*) filter (where h.status in ('脱贫户', '未脱贫户', '返贫户')) as registered_households,
    cast(coalesce(sum(h.persons) filter (where h.status in ('脱贫户', '未脱贫户', '返贫户')), 0) as bigint) as registered_persons,
    count(*) filter (where h.status in ('未脱贫户', '返贫户')) as remaining_households,
    cast(coalesce(sum(h.persons) filter (where h.status in ('未脱贫户', '返贫户')), 0) as bigint) as remaining_persons,
    count(*) filter (where h.status = '脱贫户') as exited_households,
    cast(coalesce(sum(h.persons) filter (where h.status = '脱贫户'), 0) as bigint) as exited_persons,
    count(*) filter (where h.status is null or h.persons is null) as unknown
  from int_household_verdict h
  join int_village v on v.village_code = h.village_code
  group by v.township_code, v.township
),
compared as (
  -- only where every village has arrived and nothing is unknown
  select t.*, s.villages as c_villages, s.households as c_households, s.persons as c_persons,
    s.registered_households as c_registered_households, s.registered_persons as c_registered_persons,
    s.remaining_households as c_remaining_households, s.remaining_persons as c_remaining_persons,
    s.exited_households as c_exited_households, s.exited_persons as c_exited_persons, s.township_code as code
  from stg_township t
  join sums s on s.township_code = t.township_code or (t.township_code is null and s.township = t.township)
  join int_area a on a.level = 'township' and a.area_code = s.township_code
  where a.villages_missing = 0 and s.unknown = 0
),
pairs as (
  select _file, _sheet, _row, code, township, 'villages' as column_name, villages as reported, c_villages as computed from compared
  union all select _file, _sheet, _row, code, township, 'households', households, c_households from compared
  union all select _file, _sheet, _row, code, township, 'persons', persons, c_persons from compared
  union all select _file, _sheet, _row, code, township, 'registered_households', registered_households, c_registered_households from compared
  union all select _file, _sheet, _row, code, township, 'registered_persons', registered_persons, c_registered_persons from compared
  union all select _file, _sheet, _row, code, township, 'remaining_households', remaining_households, c_remaining_households from compared
  union all select _file, _sheet, _row, code, township, 'remaining_persons', remaining_persons, c_remaining_persons from compared
  union all select _file, _sheet, _row, code, township, 'exited_households', exited_households, c_exited_households from compared
  union all select _file, _sheet, _row, code, township, 'exited_persons', exited_persons, c_exited_persons from compared
),
final as (
  select 'township' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(reported as string) as value,
    '' as household_id, '' as village_code, code as entity, township,
    cast(reported as string) as reported, cast(computed as string) as computed
  from pairs
  where reported <> computed
)
select * from final
