-- about: which village has sent which sheet, and what was wrong with it; a kind of which nothing came from anywhere is left out, but for those that every village owes
-- grain: village_code, kind
-- publish: trace/arrivals
-- order: village_code, kind_order, kind
with copies as (
  select distinct file, sheet from stg_superseded_sheet
),
came as (
  select coalesce(nullif(s.village_code, ''), h.home_village, '未定') as village_code, s.kind, s.file, s.sheet, s.rows,
    u.file is not null as superseded
  from meta_sent s
  left join stg_household h on h.household_id = s.household_id
  left join copies u on u.file = s.file and u.sheet = s.sheet
),
-- a household row without 村代码 finds its village by name
placed as (
  select home_village as village_code, 'household' as kind, _file as file, _sheet as sheet, count(*) as rows, false as superseded
  from stg_household
  group by home_village, _file, _sheet
  union all
  select village_code, kind, file, sheet, rows, superseded
  from came
  where kind <> 'household'
),
sent as (
  select village_code, kind, cast(coalesce(sum(rows) filter (where not superseded), 0) as bigint) as rows,
    joined(case when not superseded then file end) as files, max(case when superseded then 1 else 0 end) as copies
  from placed
  group by village_code, kind
),
kind_of as (
  select distinct file, sheet, kind from meta_intake where kind not in ('', 'household_member')
  union
  -- what is wrong with a wide household and member sheet is wrong with both
  select i.file, i.sheet, k.kind
  from meta_intake i
  cross join (select 'household' as kind union select 'member' as kind) k
  where i.kind = 'household_member'
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
  select kind, kind_order, owed
  from ref_sheet
  where by_village and (owed or kind in (select kind from sent))
),
final as (
  select v.township, v.village, v.village_code, k.kind, k.kind_order, k.owed,
    coalesce(s.files, '') as files, coalesce(s.rows, 0) as rows,
    coalesce(w.errors, 0) as errors, coalesce(w.warnings, 0) as warnings,
    case
      when coalesce(s.rows, 0) = 0 and not k.owed then '—'
      when coalesce(s.rows, 0) = 0 then '未到'
      when s.copies > 0 or (k.kind = 'household' and d.village_code is not null) then '重复'
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
