-- about: of which villages a list tells: of all villages of a township of which it has a row. A township of which nothing came may have nothing to list, or its list is missing: that is not known
-- grain: kind, level, area_code
with told as (
  select distinct kind, area_code as township_code from int_work_place where level = 'township'
),
final as (
  select k.kind, m.level, m.area_code,
    count(*) filter (where m.expected) as villages_expected,
    count(*) filter (where m.expected and t.township_code is not null) as villages_arrived
  from int_village_area m
  join int_village v on v.village_code = m.village_code
  cross join (select 'project' as kind union select 'rectification' as kind) k
  left join told t on t.kind = k.kind and t.township_code = v.township_code
  group by k.kind, m.level, m.area_code
)
select * from final
