-- severity: 警告
-- about: 同一人同一政策同一天发放了两次
-- message: {policy}同一天在 {other} 已有一笔。
-- mend: 核对是否重复登记或重复发放,重复的删去一行。
-- source: 指标口径§7(政策享受)
-- group: 政策享受
-- confirm: yes
with kept as (
  select r.* from raw_policy r
  where r.amount is not null and r.paid_on is not null
    and not exists (select 1 from stg_superseded_sheet s where s.kind = 'policy' and s.file = r._file and s.sheet = r._sheet)
),
twice as (
  select household_id, policy, amount, paid_on from kept group by household_id, policy, amount, paid_on having count(*) > 1
),
numbered as (
  select k.*,
    lag(concat(k._file, ' › ', k._sheet, ' › 第', cast(k._row as string), '行')) over (
      partition by k.household_id, k.id_number, k.name, k.policy, k.amount, k.paid_on, k.period order by k._file, k._sheet, k._row) as other
  from kept k
  join twice t on t.household_id = k.household_id and t.policy = k.policy and t.amount = k.amount and t.paid_on = k.paid_on
),
final as (
  select 'policy' as kind, _file as file, _sheet as sheet, _row as row, 'policy' as column_name, policy as value,
    household_id, coalesce(village_code, '') as village_code, concat_ws('/', household_id, id_number, policy, cast(paid_on as string)) as entity, policy, other
  from numbered
  where other is not null
)
select * from final
