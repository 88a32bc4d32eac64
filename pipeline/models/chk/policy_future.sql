-- severity: 错误
-- about: 发放日期在截止日期之后
-- message: {policy}的发放日期 {value},在截止日期 {as_of} 之后。
-- mend: 核对发放日期;还没有发放的不填。
-- source: 指标口径§7(政策享受)
-- group: 政策享受
with final as (
  select 'policy' as kind, r._file as file, r._sheet as sheet, r._row as row, 'paid_on' as column_name, cast(r.paid_on as string) as value,
    r.household_id, coalesce(r.village_code, '') as village_code, concat_ws('/', r.household_id, r.id_number, r.policy, cast(r.paid_on as string)) as entity,
    r.policy, cast(p.as_of as string) as as_of
  from raw_policy r
  cross join ref_setting p
  where r.paid_on > p.as_of
)
select * from final
