-- severity: 警告
-- about: 核查结论与核查的事实不符
-- message: 核查结论填“{conclusion}”,而按核查的收入和保障应为“{judged}”;按填写的结论计算。
-- mend: 核对现场记录:结论有误的改结论,事实有误的改事实;确属如此的,在备注中写明。
-- source: inputs, verification: judged by the standard from the facts
-- group: 核查
-- confirm: yes
with judged as (
  select *,
    case
      when status = '脱贫户' and exit_met = false then '错退'
      when status = '脱贫户' and exit_met then '正确'
      when status = '一般农户' and coalesce(excluded_by, '') = '' and poor then '漏评'
      when status = '一般农户' and not poor then '正确'
    end as judged
  from int_sample_visit
  where response = '访到' and conclusion in ('正确', '错退', '漏评')
),
final as (
  select 'verification' as kind, file, sheet, row, 'conclusion' as column_name, conclusion as value, household_id, village_code, conclusion, judged
  from judged
  where conclusion <> judged and not (conclusion = '错退' and status <> '脱贫户') and not (conclusion = '漏评' and status <> '一般农户')
)
select * from final
