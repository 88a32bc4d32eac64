-- severity: 警告
-- about: 两种医保都没有参加
-- message: 没有参加居民医保,也没有参加职工医保。
-- mend: 核对参保记录;未参保的动员参保,在外地参保、参军服刑的写明。
-- source: 各县实际做过的检查
-- group: 医疗与健康
-- confirm: yes
with final as (
  select 'member' as kind, file, sheet, row, 'resident_medical' as column_name, '否' as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where resident_medical = false and coalesce(employee_medical, false) = false and instr(rejected, ';employee_medical;') = 0
)
select * from final
