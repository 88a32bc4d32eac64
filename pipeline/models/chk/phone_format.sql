-- severity: 警告
-- about: 联系电话不像电话号码
-- message: 联系电话既不是11位手机号码,也不是固定电话号码。
-- mend: 填能打通的手机号码或带区号的固定电话;没有电话的留空。
-- source: 指标口径§9(数据质量)
-- group: 身份
-- confirm: yes
with told as (
  select *, replace(replace(phone, '-', ''), ' ', '') as digits
  from stg_household
  -- two numbers in one cell are another matter
  where instr(phone, '/') = 0 and instr(phone, '、') = 0 and instr(phone, ';') = 0 and instr(phone, ',') = 0
),
final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'phone' as column_name, phone as value,
    household_id, home_village as village_code
  from told
  where not (try_cast(digits as bigint) is not null
    and ((substr(digits, 1, 1) = '1' and length(digits) = 11) or (substr(digits, 1, 1) = '0' and length(digits) between 10 and 12)
      or (substr(digits, 1, 1) not in ('0', '1') and length(digits) between 7 and 8)))
)
select * from final
