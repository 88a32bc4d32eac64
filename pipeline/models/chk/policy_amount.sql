-- severity: 错误
-- about: 政策发放的金额不大于零
-- message: {policy}的金额填 {value},不是正数。
-- mend: 填实际发放的金额;没有发放的删去这一行。
-- source: 指标口径§7(政策享受)
-- group: 政策享受
with final as (
  select 'policy' as kind, _file as file, _sheet as sheet, _row as row, 'amount' as column_name, plain(amount) as value,
    household_id, coalesce(village_code, '') as village_code, concat_ws('/', household_id, id_number, policy, cast(paid_on as string)) as entity, policy
  from raw_policy
  where amount <= 0
)
select * from final
