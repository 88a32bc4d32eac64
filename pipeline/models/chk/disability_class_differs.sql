-- severity: 警告
-- about: 残疾类别与残疾人证号不符
-- message: 残疾类别填“{value}”,残疾人证号第19位表示“{by_id}”。
-- mend: 对照残疾人证核对类别和证号。
-- source: 来件约定(残疾人证号:身份证号加1位类别1–7、1位等级1–4)
-- group: 身份
with told as (
  select *, case certificate_class when '1' then '视力' when '2' then '听力' when '3' then '言语' when '4' then '肢体' when '5' then '智力' when '6' then '精神' when '7' then '多重' end as by_id
  from int_member_fact
),
final as (
  select 'member' as kind, file, sheet, row, 'disability_class' as column_name, disability_class as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, by_id
  from told
  -- other words for a class are left alone: only another class by name is a contradiction
  where instr(disability_class, by_id) = 0
    and (instr(disability_class, '视力') > 0 or instr(disability_class, '听力') > 0 or instr(disability_class, '言语') > 0 or instr(disability_class, '肢体') > 0
      or instr(disability_class, '智力') > 0 or instr(disability_class, '精神') > 0 or instr(disability_class, '多重') > 0)
)
select * from final
