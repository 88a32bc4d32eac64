-- severity: 警告
-- about: 同一人同一政策同一天发放了两次
-- message: {policy}同一天在 {other} 已有一笔。
-- mend: 核对是否重复登记或重复发放,重复的删去一行。
-- source: 指标口径§7(政策享受)
-- group: 政策享受
-- confirm: yes
with numbered as (
  select r.*,
    lag(concat(r._file, ' › ', r._sheet, ' › 第', cast(r._row as string), '行')) over (
      partition by r.household_id, r.id_number, r.name, r.policy, r.amount, r.paid_on, r.period order by r._file, r._sheet, r._row) as other
  from raw_policy r
  where r.amount is not null and r.paid_on is not null
    and not exists (select 1 from stg_superseded_sheet s where s.kind = 'policy' and s.file = r._file and s.sheet = r._sheet)
),
final as (
  select 'policy' as kind, _file as file, _sheet as sheet, _row as row, 'policy' as column_name, policy as value,
    household_id, coalesce(village_code, '') as village_code, concat_ws('/', household_id, id_number, policy, cast(paid_on as string)) as entity, policy, other
  from numbered
  where other is not null
)
select * from final
