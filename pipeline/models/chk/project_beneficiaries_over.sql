-- severity: 警告
-- about: 受益户数大于本村的户数
-- message: {what} {value} 户,本村户表{class}只有 {households} 户。
-- mend: 核对受益户数;跨村的项目按村分行,每行填本村的户数。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
-- confirm: yes
with homes as (
  select home_village, count(*) as households, count(*) filter (where status in ('脱贫户', '未脱贫户', '返贫户')) as registered, count(*) filter (where status is null) as unknown
  from stg_household
  group by home_village
),
pairs as (
  select r._file, r._sheet, r._row, r.project_id, r.village_code, 'beneficiary_households' as column_name, '受益户数' as what, r.beneficiary_households as reported, h.households
  from raw_project r join homes h on h.home_village = r.village_code
  union all select r._file, r._sheet, r._row, r.project_id, r.village_code, 'beneficiary_poor_households', '受益贫困户数', r.beneficiary_poor_households, h.registered
  from raw_project r join homes h on h.home_village = r.village_code
  where h.unknown = 0 and r.beneficiary_households <= h.households
),
final as (
  select 'project' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(reported as string) as value,
    '' as household_id, village_code, concat_ws('/', project_id, village_code) as entity, what,
    cast(households as string) as households, case when column_name = 'beneficiary_households' then '' else '的建档立卡户' end as class
  from pairs
  where reported > households
)
select * from final
