-- about: which village has sent which sheet, and what was wrong with it
-- grain: village_code, kind
-- publish: frame/arrivals
-- order: village_code, kind_order
with came as (
  select home_village as village_code, 'household' as kind, _file as file, _sheet as sheet from stg_household
  union all
  select h.home_village, 'member', m._file, m._sheet
  from stg_member m
  join stg_household h on h.household_id = m.household_id
  union all
  select village_code, 'village', _file, _sheet from stg_village
  union all
  select village_code, 'verification', _file, _sheet from stg_verification
),
sent as (
  select village_code, kind, count(*) as rows, joined(file) as files
  from came
  group by village_code, kind
),
kind_of as (
  select distinct file, sheet, kind from meta_intake where kind <> ''
),
wrong as (
  select f.found_village as village_code, k.kind,
    count(*) filter (where f.severity = '错误') as errors,
    count(*) filter (where f.severity = '警告') as warnings
  from int_finding f
  join kind_of k on k.file = f.file and k.sheet = f.sheet
  where f.found_village <> '' and f.state <> '已核实'
  group by f.found_village, k.kind
),
kinds as (
  select 'household' as kind, 1 as kind_order
  union all select 'member', 2
  union all select 'village', 3
  union all select 'verification', 4
),
final as (
  select v.township, v.village, v.village_code, k.kind, k.kind_order,
    coalesce(s.files, '') as files, coalesce(s.rows, 0) as rows,
    coalesce(w.errors, 0) as errors, coalesce(w.warnings, 0) as warnings,
    case
      -- only some villages are drawn into a sample
      when s.rows is null and k.kind = 'verification' then '—'
      when s.rows is null then '未到'
      when k.kind = 'household' and d.village_code is not null then '重复'
      when coalesce(w.errors, 0) + coalesce(w.warnings, 0) > 0 then '有问题'
      else '已到'
    end as state
  from int_village v
  cross join kinds k
  left join sent s on s.village_code = v.village_code and s.kind = k.kind
  left join wrong w on w.village_code = v.village_code and w.kind = k.kind
  left join stg_superseded_village d on d.village_code = v.village_code
)
select * from final
