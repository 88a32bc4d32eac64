-- severity: 警告
-- about: 同一村代码写了另外的村名
-- message: 村代码“{code}”是{listed},这里的行政村写作“{value}”。
-- mend: 核对村名和村代码,改正有误的一处;村名已改的更新应报村名单。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
-- confirm: yes
with named as (
  select h._file, h._sheet, h.village_code, h.township, h.village, min(h._row) as row
  from stg_household h
  where h.village_code is not null
  group by h._file, h._sheet, h.village_code, h.township, h.village
),
final as (
  select 'household' as kind, n._file as file, n._sheet as sheet, n.row, 'village' as column_name, n.village as value,
    h.household_id, n.village_code, concat_ws('/', n.village_code, n.village) as entity, n.village_code as code, v.village as listed
  from named n
  join stg_village_list v on v.village_code = n.village_code
  join stg_household h on h._file = n._file and h._sheet = n._sheet and h._row = n.row
  where v.village <> n.village and instr(v.village, n.village) = 0 and instr(n.village, v.village) = 0
    -- a code of another township is said there
    and (v.township = n.township or instr(v.township, n.township) > 0 or instr(n.township, v.township) > 0)
)
select * from final
