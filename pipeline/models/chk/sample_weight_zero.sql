-- severity: 警告
-- about: 抽样权重是零
-- message: 抽样权重填 0,这一户不在样本之内,不计入户数和村数。
-- mend: 确不在样本的,不必改;填错的,改正权重,或留空由抽样框计算。
-- source: statistics §1: weight ≤ 0
-- group: 核查
with final as (
  select 'verification' as kind, v._file as file, v._sheet as sheet, v._row as row, 'weight' as column_name, '0' as value, v.household_id, v.village_code
  from stg_verification v
  join int_sample_batch b on b.batch = v.batch and b.estimated
  where v.weight = 0
)
select * from final
