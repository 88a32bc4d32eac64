-- about: what became of a policy for everyone whom it is for or who got it: 应享已享, 应享未享, 享受标准不符, 不应享而享, 不可重复而重复; 条件待核 for who got it where a rule that no sheet tells decides, 待核 where a blank does, 数据缺 where no sheet of the township tells of such households or of this policy
-- grain: policy, subject, file, sheet, row
-- source: indicators §7
with personal as (
  select policy, member_file as file, member_sheet as sheet, member_row as row, '人' as subject, count(*) as payments, sum(amount) as received,
    count(*) filter (where amount is null) as amounts_unknown, min(concat(file, '/', sheet, '/', lpad(cast(row as string), 9, '0'))) as first_place
  from int_policy_grant
  where member_file is not null
  group by policy, member_file, member_sheet, member_row
),
together as (
  select g.policy, h._file as file, h._sheet as sheet, h._row as row, '户' as subject, count(*) as payments, sum(g.amount) as received,
    count(*) filter (where g.amount is null) as amounts_unknown, min(concat(g.file, '/', g.sheet, '/', lpad(cast(g.row as string), 9, '0'))) as first_place
  from int_policy_grant g
  join stg_household h on h.household_id = g.household_id
  group by g.policy, h._file, h._sheet, h._row
),
got as (
  select * from personal
  union all
  select * from together
),
-- payments of the household that may be this person's
nobodys as (
  select policy, household_id, count(*) as payments from int_policy_grant where member_file is null group by policy, household_id
),
township_told as (
  select distinct substr(village_code, 1, 9) as township_code, coalesce(status in ('脱贫户', '未脱贫户', '返贫户'), false) as registered from int_policy_grant
),
policy_told as (
  select distinct substr(village_code, 1, 6) as county_code, policy from int_policy_grant
),
doubled as (
  select distinct a.policy, a.subject, a.file, a.sheet, a.row, x.other
  from got a
  join ref_policy_exclusive x on x.policy = a.policy
  join got b on b.policy = x.other and b.subject = a.subject and b.file = a.file and b.sheet = a.sheet and b.row = a.row
),
doubled_once as (
  select policy, subject, file, sheet, row, joined(other) as others from doubled group by policy, subject, file, sheet, row
),
compared as (
  select e.*, g.payments, g.received, d.others, n.payments as unattributed, t.township_code is not null and c.policy is not null as told,
    f.file as paid_file, f.sheet as paid_sheet, f.row as paid_row,
    case
      when e.amount is null or g.received is null or g.amounts_unknown > 0 then true
      when e.cycle = '学年' then g.received = e.amount or g.received * 2 = e.amount
      when e.cycle = '月' then g.received <= e.amount * 12 and g.received % e.amount = 0
      else g.received = e.amount
    end as fits
  from int_policy_entitlement e
  left join got g on g.policy = e.policy and g.subject = e.subject and g.file = e.file and g.sheet = e.sheet and g.row = e.row
  left join int_policy_grant f on f.policy = e.policy and concat(f.file, '/', f.sheet, '/', lpad(cast(f.row as string), 9, '0')) = g.first_place
  left join doubled_once d on d.policy = e.policy and d.subject = e.subject and d.file = e.file and d.sheet = e.sheet and d.row = e.row
  left join nobodys n on n.policy = e.policy and n.household_id = e.household_id and e.subject = '人'
  left join township_told t on t.township_code = substr(e.village_code, 1, 9) and t.registered = coalesce(e.status in ('脱贫户', '未脱贫户', '返贫户'), false)
  left join policy_told c on c.county_code = substr(e.village_code, 1, 6) and c.policy = e.policy
),
final as (
  select policy, tier, subject, kind, file, sheet, row, column_name, village_code, household_id, person_key, name, relationship, age, status,
    entitled, amount, cycle, by_hand, reason, coalesce(payments, 0) as payments, received, others, paid_file, paid_sheet, paid_row,
    case
      when payments > 0 and others is not null then '不可重复而重复'
      when entitled = '应享' and payments > 0 and fits then '应享已享'
      when entitled = '应享' and payments > 0 then '享受标准不符'
      when entitled in ('应享', '不明') and payments is null and not told then '数据缺'
      when entitled = '应享' and unattributed > 0 then '待核'
      when entitled = '应享' then '应享未享'
      when entitled = '另行核实' then '条件待核'
      when entitled = '不明' then '待核'
      else '不应享而享'
    end as state
  from compared
  -- whether it is for them cannot be told, and they did not get it: nothing to say
  where entitled <> '另行核实' or payments > 0
)
select * from final
