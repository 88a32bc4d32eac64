-- severity: 错误
-- about: 证件类型与证件号码的位数不符
-- message: 证件类型填“{type}”,证件号码却是{digits}位。
-- mend: 身份证填18位号码,残疾人证填20位(换发的22位)号码;改正类型或号码。
-- source: 各县实际做过的检查
-- group: 身份
with final as (
  select 'member' as kind, file, sheet, row, 'id_type' as column_name, id_type as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, id_type as type, cast(length(id_key) as string) as digits
  from int_member_fact
  where (id_type = '居民身份证' and length(id_key) in (20, 22)) or (id_type = '残疾人证' and length(id_key) = 18)
)
select * from final
