-- severity: 错误
-- about: 性别与证件号码第17位不符
-- message: 性别填“{value}”,证件号码第17位表示“{by_id}”。
-- mend: 对照证件核对性别和号码,改正有误的一处。
-- source: 各县实际做过的检查
-- group: 身份
with final as (
  select 'member' as kind, file, sheet, row, 'sex' as column_name, sex as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, sex_by_id as by_id
  from int_member_fact
  where sex <> sex_by_id
)
select * from final
