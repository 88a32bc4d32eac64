-- severity: 错误
-- about: 出生日期与证件号码第7至14位不符
-- message: 出生日期与证件号码第7至14位表示的日期不同。
-- mend: 对照证件核对出生日期和号码,改正有误的一处。
-- source: 各县实际做过的检查
-- group: 身份
with final as (
  select 'member' as kind, file, sheet, row, 'birth_date' as column_name, cast(birth_date as string) as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where birth_date <> born_by_id
)
select * from final
