-- severity: 警告
-- about: 残疾等级与残疾人证号不符
-- message: 残疾等级填“{value}”,残疾人证号第20位表示{by_id}级。
-- mend: 对照残疾人证核对等级和证号。
-- source: 来件约定(残疾人证号:身份证号加1位类别1–7、1位等级1–4)
-- group: 身份
with final as (
  select 'member' as kind, file, sheet, row, 'disability_level' as column_name, disability_level as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, cast(certificate_level as string) as by_id
  from int_member_fact
  where level <> certificate_level
)
select * from final
