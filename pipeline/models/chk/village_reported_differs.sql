-- severity: 警告
-- about: 村表填报数与户表合计不一致
-- message: 村表填 {reported},由户表合计为 {computed}。
-- mend: 核对村表和户表,改正有误的一处。
-- source: 指标口径§4(四级汇总)
-- group: 汇总核对
-- confirm: yes
with computed as (
  select village_code,
    count(*) as households, cast(sum(persons) as bigint) as persons,
    count(*) filter (where status in ('脱贫户', '未脱贫户', '返贫户')) as registered_households,
    cast(coalesce(sum(persons) filter (where status in ('脱贫户', '未脱贫户', '返贫户')), 0) as bigint) as registered_persons,
    count(*) filter (where status = '脱贫户') as exited_households,
    cast(coalesce(sum(persons) filter (where status = '脱贫户'), 0) as bigint) as exited_persons,
    count(*) filter (where status is null) as unknown_status,
    count(*) filter (where persons is null) as unknown_persons
  from int_household_verdict
  group by village_code
),
pairs as (
  select v._file, v._sheet, v._row, v.village_code, 'households' as column_name, v.households as reported, c.households as computed
  from stg_village v join computed c on c.village_code = v.village_code
  union all
  select v._file, v._sheet, v._row, v.village_code, 'persons', v.persons, c.persons
  from stg_village v join computed c on c.village_code = v.village_code where c.unknown_persons = 0
  union all
  select v._file, v._sheet, v._row, v.village_code, 'registered_households', v.registered_households, c.registered_households
  from stg_village v join computed c on c.village_code = v.village_code where c.unknown_status = 0
  union all
  select v._file, v._sheet, v._row, v.village_code, 'registered_persons', v.registered_persons, c.registered_persons
  from stg_village v join computed c on c.village_code = v.village_code where c.unknown_status = 0 and c.unknown_persons = 0
  union all
  select v._file, v._sheet, v._row, v.village_code, 'exited_households', v.exited_households, c.exited_households
  from stg_village v join computed c on c.village_code = v.village_code where c.unknown_status = 0
  union all
  select v._file, v._sheet, v._row, v.village_code, 'exited_persons', v.exited_persons, c.exited_persons
  from stg_village v join computed c on c.village_code = v.village_code where c.unknown_status = 0 and c.unknown_persons = 0
),
final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(reported as string) as value,
    '' as household_id, village_code, village_code as entity, cast(reported as string) as reported, cast(computed as string) as computed
  from pairs
  where reported <> computed
)
select * from final
