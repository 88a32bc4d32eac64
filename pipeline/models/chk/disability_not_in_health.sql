-- severity: 警告
-- about: 填了残疾类别或等级,健康状况却没有残疾
-- message: 填了残疾类别或残疾等级,健康状况却是“{value}”。
-- mend: 核对残疾人证;有证的在健康状况中加上残疾。
-- source: 指标口径§9(数据质量)
-- group: 医疗与健康
with final as (
  select 'member' as kind, file, sheet, row, 'health' as column_name, health as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where instr(health, '残疾') = 0 and (disability_class is not null or disability_level is not null)
)
select * from final
