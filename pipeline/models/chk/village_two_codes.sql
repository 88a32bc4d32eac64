-- severity: 错误
-- about: 同一个村写了两个村代码
-- message: {township}{village}在本表用“{value}”,在 {other} 用“{other_code}”。
-- mend: 核对统计用区划代码,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
with coded as (
  select township, village, village_code, _file, _sheet, min(_row) as row
  from stg_household
  where village_code is not null
  group by township, village, village_code, _file, _sheet
),
numbered as (
  select *,
    min(village_code) over (partition by township, village) as first_code, max(village_code) over (partition by township, village) as last_code,
    first_value(concat(_file, ' › ', _sheet, ' › 第', cast(row as string), '行')) over (partition by township, village order by village_code, _file, _sheet) as first_place,
    first_value(concat(_file, ' › ', _sheet, ' › 第', cast(row as string), '行')) over (partition by township, village order by village_code desc, _file, _sheet) as last_place
  from coded
),
known as (
  select township, village, village_code from ref_unit
  union select township, village, village_code from stg_village
),
namesakes as (
  select township, village from known group by township, village having count(*) > 1
),
final as (
  select 'household' as kind, n._file as file, n._sheet as sheet, n.row, 'village_code' as column_name, n.village_code as value,
    h.household_id, n.village_code, concat_ws('/', n.township, n.village, n.village_code) as entity, n.township, n.village,
    case when n.village_code = n.first_code then n.last_place else n.first_place end as other,
    case when n.village_code = n.first_code then n.last_code else n.first_code end as other_code
  from numbered n
  join stg_household h on h._file = n._file and h._sheet = n._sheet and h._row = n.row
  -- two villages of one name that both stand in the list are two villages
  left join namesakes l on l.township = n.township and l.village = n.village
  where n.first_code <> n.last_code and l.village is null
)
select * from final
