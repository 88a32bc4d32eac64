-- severity: 错误
-- about: 享受政策的人不是这一户的成员
-- message: 这个证件号码不是户“{household_id}”的成员。
-- mend: 核对户编号和证件号码;成员漏填的补进人表。
-- source: 指标口径§7(政策享受)
-- group: 政策享受
with final as (
  select 'policy' as kind, r._file as file, r._sheet as sheet, r._row as row, 'id_number' as column_name, r.id_number as value,
    r.household_id, coalesce(r.village_code, '') as village_code, concat_ws('/', r.household_id, r.id_number, r.policy, cast(r.paid_on as string)) as entity
  from raw_policy r
  join (select distinct household_id from int_member_fact) f on f.household_id = r.household_id
  left join (select distinct household_id, person_key from int_member_fact) m on m.household_id = r.household_id and m.person_key = substr(r.id_number, 1, 18)
  -- a member whose number is flawed may be the one
  left join (select distinct household_id from int_member_fact where person_key is null) u on u.household_id = r.household_id
  where length(r.id_number) in (18, 20, 22) and instr(r._nokey, ';id_number;') = 0 and m.household_id is null and u.household_id is null
)
select * from final
