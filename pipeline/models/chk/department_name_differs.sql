-- severity: 警告
-- about: 部门名单上的姓名与人表的不同
-- message: 证件号码与人表一名成员的相同,姓名却不同。
-- mend: 核对证件号码属于谁;人表有误的改人表。
-- source: 指标口径§6(防返贫监测)
-- group: 身份
-- confirm: yes
with persons as (
  select person_key, min(replace(replace(replace(name, ' ', ''), '·', ''), '•', '')) as name, min(household_id) as household_id
  from int_member_fact
  where person_key in (select substr(id_number, 1, 18) from raw_department)
  group by person_key
  -- of a person who stands in several rows under several names nothing can be said
  having min(replace(replace(replace(name, ' ', ''), '·', ''), '•', '')) = max(replace(replace(replace(name, ' ', ''), '·', ''), '•', ''))
),
final as (
  select 'department' as kind, r._file as file, r._sheet as sheet, r._row as row, 'name' as column_name, r.name as value,
    p.household_id, '' as village_code, concat_ws('/', r.id_number, r.department, r.item) as entity
  from raw_department r
  join persons p on p.person_key = substr(r.id_number, 1, 18)
  where length(r.id_number) in (18, 20, 22) and instr(r._nokey, ';id_number;') = 0
    and replace(replace(replace(r.name, ' ', ''), '·', ''), '•', '') <> p.name
    -- names that came masked
    and instr(r.name, '*') = 0
)
select * from final
