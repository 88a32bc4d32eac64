-- severity: 警告
-- about: 没有基本医保却填参加大病保险
-- message: 参加大病保险填“是”,居民医保和职工医保却都填“否”。
-- mend: 核对参保记录;大病保险随基本医保参加。
-- source: 指标口径§9(数据质量)
-- group: 医疗与健康
with final as (
  select 'member' as kind, file, sheet, row, 'serious_illness_insurance' as column_name, '是' as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where serious_illness_insurance and resident_medical = false and employee_medical = false
)
select * from final
