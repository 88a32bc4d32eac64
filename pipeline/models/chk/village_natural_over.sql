-- severity: 错误
-- about: 村表的自然村其中项大于全数
-- message: {part} {value},大于{whole} {whole_value}。
-- mend: 核对两栏,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
with pairs as (
  select *, '达标规模自然村数' as part, 'sized_natural_villages' as column_name, sized_natural_villages as a, '自然村总数' as whole, natural_villages as b from stg_village
  union all select *, '其中通硬化路自然村数', 'hard_road_villages', hard_road_villages, '达标规模自然村数', sized_natural_villages from stg_village
  union all select *, '其中有保洁员自然村数', 'cleaner_villages', cleaner_villages, '达标规模自然村数', sized_natural_villages from stg_village
  union all select *, '其中有垃圾集中收集点自然村数', 'waste_point_villages', waste_point_villages, '达标规模自然村数', sized_natural_villages from stg_village
),
final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(a as string) as value,
    '' as household_id, village_code, village_code as entity, part, whole, cast(b as string) as whole_value
  from pairs
  where a > b
)
select * from final
