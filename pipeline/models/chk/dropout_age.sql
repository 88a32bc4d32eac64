-- severity: 警告
-- about: 过了义务教育年龄还填失学或辍学原因
-- message: {age}岁,填了失学或辍学原因“{value}”;这一列只问义务教育阶段的儿童。
-- mend: 核对年龄;不在义务教育年龄的删去原因。
-- source: 指标口径§1(户的判定)
-- group: 教育
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'dropout_reason' as column_name, m.dropout_reason as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter p on p.name = 'check.dropout_age'
  where m.dropout_reason is not null and m.age >= p.value
)
select * from final
