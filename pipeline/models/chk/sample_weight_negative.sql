-- severity: 错误
-- about: 抽样权重是负数
-- message: 抽样权重填 {value};权重是这一户所代表的户数,不能是负数。含有这一户的范围不作加权估计。
-- mend: 改正权重;或留空,由抽样框计算。
-- source: statistics §1: weight ≤ 0
-- group: 核查
with final as (
  select 'verification' as kind, file, sheet, row, 'weight' as column_name, cast(given_weight as string) as value, household_id, village_code
  from int_sample_visit
  where in_sample and given_weight < 0
)
select * from final
