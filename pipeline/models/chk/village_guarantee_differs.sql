-- severity: 提示
-- about: 村表的饮水、住房安全户数与户表不一致
-- message: 村表填 {reported} 户,户表中达到的有 {computed} 户(另有 {unknown} 户不明)。
-- mend: 核对村表和户表,改正有误的一处。
-- source: 指标口径§3(贫困村退出)
-- group: 汇总核对
-- confirm: yes
with computed as (
  select village_code,
    count(*) filter (where water) as water, count(*) filter (where water is null) as water_unknown,
    count(*) filter (where housing) as housing, count(*) filter (where housing is null) as housing_unknown
  from int_household_verdict
  group by village_code
),
pairs as (
  select v._file, v._sheet, v._row, v.village_code, 'safe_water_households' as column_name, v.safe_water_households as reported, c.water as computed, c.water_unknown as unknown
  from stg_village v join computed c on c.village_code = v.village_code
  union all
  select v._file, v._sheet, v._row, v.village_code, 'safe_housing_households', v.safe_housing_households, c.housing, c.housing_unknown
  from stg_village v join computed c on c.village_code = v.village_code
),
final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(reported as string) as value,
    '' as household_id, village_code, village_code as entity, cast(reported as string) as reported, cast(computed as string) as computed,
    cast(unknown as string) as unknown
  from pairs
  -- the unknown households may lie on either side
  where reported < computed or reported > computed + unknown
)
select * from final
