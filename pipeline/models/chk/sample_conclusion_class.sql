-- severity: 警告
-- about: 核查结论与户类型不相容
-- message: {status}的核查结论填“{conclusion}”:{rule}。这一户不计为问题户。
-- mend: 核对户类型和核查结论,改正有误的一处。
-- source: indicators §1, verdict
-- group: 核查
with final as (
  select 'verification' as kind, file, sheet, row, 'conclusion' as column_name, conclusion as value, household_id, village_code,
    status, conclusion,
    case when conclusion = '错退' then '错退只能是脱贫户' else '漏评只能是一般农户' end as rule
  from int_sample_visit
  where (conclusion = '错退' and status <> '脱贫户') or (conclusion = '漏评' and status <> '一般农户')
)
select * from final
