-- severity: 提示
-- about: 村表的用电、电视、厕所户数与户表不一致
-- message: 村表填 {reported} 户,户表中达到的有 {computed} 户(另有 {unknown} 户不明)。
-- mend: 核对村表和户表,改正有误的一处。
-- source: 指标口径§3(贫困村退出)
-- group: 汇总核对
-- confirm: yes
with counted as (
  select home_village,
    count(*) filter (where electricity) as electricity, count(*) filter (where electricity is null) as electricity_unknown,
    count(*) filter (where television) as television, count(*) filter (where television is null) as television_unknown,
    count(*) filter (where toilet) as toilet, count(*) filter (where toilet is null) as toilet_unknown
  from stg_household
  group by home_village
),
pairs as (
  select v._file, v._sheet, v._row, v.village_code, 'electricity_households' as column_name, v.electricity_households as reported, c.electricity as computed, c.electricity_unknown as unknown
  from stg_village v join counted c on c.home_village = v.village_code
  union all select v._file, v._sheet, v._row, v.village_code, 'television_households', v.television_households, c.television, c.television_unknown
  from stg_village v join counted c on c.home_village = v.village_code
  union all select v._file, v._sheet, v._row, v.village_code, 'toilet_households', v.toilet_households, c.toilet, c.toilet_unknown
  from stg_village v join counted c on c.home_village = v.village_code
),
final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(reported as string) as value,
    '' as household_id, village_code, village_code as entity, cast(reported as string) as reported, cast(computed as string) as computed, cast(unknown as string) as unknown
  from pairs
  -- the unknown households may lie on either side
  where reported < computed or reported > computed + unknown
)
select * from final
