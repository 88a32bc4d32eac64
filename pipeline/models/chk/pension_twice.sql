-- severity: 警告
-- about: 同时参加居民和职工养老保险
-- message: 参加居民养老保险和参加职工养老保险都填“是”。
-- mend: 核对参保记录,按现在缴费或领取的一种填。
-- source: 指标口径§9(数据质量)
-- group: 医疗与健康
-- confirm: yes
with final as (
  select 'member' as kind, file, sheet, row, 'employee_pension' as column_name, '是' as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where resident_pension and employee_pension
)
select * from final
