-- severity: 错误
-- about: 村表的达标户数大于总户数
-- message: {part} {value},大于{whole} {whole_value}。
-- mend: 核对两栏,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
with pairs as (
  select *, '饮水安全户数' as part, 'safe_water_households' as column_name, safe_water_households as a, '总户数' as whole, households as b from stg_village
  union all select *, '住房安全户数', 'safe_housing_households', safe_housing_households, '总户数', households from stg_village
  union all select *, '通生活用电户数', 'electricity_households', electricity_households, '总户数', households from stg_village
  union all select *, '有收视意愿户数', 'television_willing_households', television_willing_households, '总户数', households from stg_village
  union all select *, '能收看电视户数', 'television_households', television_households, '总户数', households from stg_village where television_willing_households is null
  union all select *, '能收看电视户数', 'television_households', television_households, '有收视意愿户数', television_willing_households from stg_village
  union all select *, '无害化卫生厕所户数', 'toilet_households', toilet_households, '总户数', households from stg_village
  union all select *, '党员数', 'party_members', party_members, '总人口', persons from stg_village
),
final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(a as string) as value,
    '' as household_id, village_code, village_code as entity, part, whole, cast(b as string) as whole_value
  from pairs
  where a > b
)
select * from final
