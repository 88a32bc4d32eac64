-- severity: 错误
-- about: 村表的贫困户、已脱贫户大于它所属的全数
-- message: {part} {value},大于{whole} {whole_value}。
-- mend: 核对两栏,改正有误的一处;已脱贫的包括在贫困户之内。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
with pairs as (
  select *, '贫困户数' as part, 'registered_households' as column_name, registered_households as a, '总户数' as whole, households as b from stg_village
  union all select *, '贫困人口', 'registered_persons', registered_persons, '总人口', persons from stg_village
  union all select *, '已脱贫户数', 'exited_households', exited_households, '贫困户数', registered_households from stg_village
  union all select *, '已脱贫人口', 'exited_persons', exited_persons, '贫困人口', registered_persons from stg_village
),
final as (
  select 'village' as kind, _file as file, _sheet as sheet, _row as row, column_name, cast(a as string) as value,
    '' as household_id, village_code, village_code as entity, part, whole, cast(b as string) as whole_value
  from pairs
  where a > b
)
select * from final
