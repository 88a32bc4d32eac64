-- severity: 警告
-- about: 领了低保金、特困供养金,人表却不是低保、特困
-- message: 发放了{policy},人表中这一人却填“否”。
-- mend: 核对民政名单,改正人表或删去这一行。
-- source: 指标口径§7(政策享受)
-- group: 政策享受
with final as (
  select 'policy' as kind, r._file as file, r._sheet as sheet, r._row as row, 'policy' as column_name, r.policy as value,
    r.household_id, coalesce(r.village_code, '') as village_code, concat_ws('/', r.household_id, r.id_number, r.policy, cast(r.paid_on as string)) as entity, r.policy
  from raw_policy r
  join int_member_fact m on m.household_id = r.household_id and m.person_key = substr(r.id_number, 1, 18)
  where instr(r._nokey, ';id_number;') = 0
    and ((r.policy = '低保' and m.low_income_aid = false) or (r.policy = '特困供养' and m.extreme_poverty_aid = false))
)
select * from final
