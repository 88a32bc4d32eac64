-- severity: 警告
-- about: 同时参加居民医保和职工医保
-- message: 参加居民医保和参加职工医保都填“是”。
-- mend: 核对参保记录,只留一种;中途转保的按现在的填。
-- source: 各县实际做过的检查
-- group: 医疗与健康
-- confirm: yes
with final as (
  select 'member' as kind, file, sheet, row, 'employee_medical' as column_name, '是' as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where resident_medical and employee_medical
)
select * from final
