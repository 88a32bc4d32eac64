-- about: the register's verdict beside what was found on the spot, by status of the register: households and persons of each pair
-- grain: status, register_verdict, found
-- publish: trace/sample_agreement
-- order: status_order, register_order, found_order
-- source: indicators §2: census and sample side by side
with pairs as (
  select status,
    case when register_verdict = '' then '无问题' else register_verdict end as register_verdict,
    case when found_wrong and case_state <> '核实' then case_state when found_verdict = '' then '无问题' else found_verdict end as found,
    persons
  from int_sample_household
  where sampled and response = '访到' and register_verdict is not null and status is not null
),
final as (
  select status, register_verdict, found, count(*) as households, cast(coalesce(sum(persons), 0) as bigint) as persons,
    case status when '脱贫户' then 1 when '一般农户' then 2 when '未脱贫户' then 3 when '返贫户' then 4 else 5 end as status_order,
    case register_verdict when '无问题' then 1 when '错退' then 2 when '漏评' then 3 when '剩余' then 4 else 5 end as register_order,
    case found when '无问题' then 1 when '错退' then 2 when '漏评' then 3 when '剩余' then 4 when '待核' then 5 when '疑似' then 6 else 7 end as found_order
  from pairs
  group by status, register_verdict, found
)
select * from final
