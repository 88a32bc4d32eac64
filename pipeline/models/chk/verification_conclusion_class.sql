-- severity: 错误
-- about: 核查结论与抽样类别不符
-- message: 抽样类别是{class},核查结论却填“{value}”。
-- mend: 脱贫户才有错退,一般农户才有漏评;改正结论或抽样类别。
-- source: 指标口径§2(抽样)
-- group: 核查
with final as (
  select 'verification' as kind, _file as file, _sheet as sheet, _row as row, 'conclusion' as column_name, conclusion as value,
    household_id, village_code, sample_class as class
  from stg_verification
  where (conclusion = '错退' and sample_class <> '脱贫户') or (conclusion = '漏评' and sample_class not in ('一般农户', '档外户'))
)
select * from final
