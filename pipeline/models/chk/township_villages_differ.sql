-- severity: 警告
-- about: 乡镇表填报数与所辖各村村表合计不一致
-- message: {township}的乡镇表填 {reported},所辖{villages}个村的村表合计为 {computed}。
-- mend: 核对乡镇表与各村村表,改正有误的一处。
-- source: 指标口径§4(四级汇总)
-- group: 汇总核对
-- confirm: yes
with sums as (
  select a.township_code, min(a.township) as township, count(*) as villages, count(v.village_code) as come,
    cast(sum(v.households) as bigint) as households, count(v.households) as households_filled,
    cast(sum(v.persons) as bigint) as persons, count(v.persons) as persons_filled,
    cast(sum(v.registered_households) as bigint) as registered_households, count(v.registered_households) as registered_households_filled,
    cast(sum(v.registered_persons) as bigint) as registered_persons, count(v.registered_persons) as registered_persons_filled,
    cast(sum(v.exited_households) as bigint) as exited_households, count(v.exited_households) as exited_households_filled,
    cast(sum(v.exited_persons) as bigint) as exited_persons, count(v.exited_persons) as exited_persons_filled
  from int_village a
  left join stg_village v on v.village_code = a.village_code
  where a.expected
  group by a.township_code
),
compared as (
  select t.*, s.villages as count_of_villages, s.township_code as code,
    case when s.households_filled = s.villages then s.households end as c_households,
    case when s.persons_filled = s.villages then s.persons end as c_persons,
    case when s.registered_households_filled = s.villages then s.registered_households end as c_registered_households,
    case when s.registered_persons_filled = s.villages then s.registered_persons end as c_registered_persons,
    case when s.exited_households_filled = s.villages then s.exited_households end as c_exited_households,
    case when s.exited_persons_filled = s.villages then s.exited_persons end as c_exited_persons
  from stg_township t
  join sums s on s.township_code = t.township_code or (t.township_code is null and s.township = t.township)
  where s.come = s.villages
),
pairs as (
  select *, 'villages' as column_name, villages as reported, count_of_villages as computed from compared
  union all select *, 'households', households, c_households from compared
  union all select *, 'persons', persons, c_persons from compared
  union all select *, 'registered_households', registered_households, c_registered_households from compared
  union all select *, 'registered_persons', registered_persons, c_registered_persons from compared
  union all select *, 'exited_households', exited_households, c_exited_households from compared
  union all select *, 'exited_persons', exited_persons, c_exited_persons from compared
),
final as (
  select 'township' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(reported as string) as value,
    '' as household_id, '' as village_code, code as entity, township,
    cast(reported as string) as reported, cast(computed as string) as computed, cast(count_of_villages as string) as villages
  from pairs
  where reported <> computed
)
select * from final
