-- severity: 提示
-- about: 较早一批的核查结果没有计入
-- message: 批次“{value}”的 {households} 户没有计入认可度和抽样评估:只计核查日期最近的一批(“{latest}”);各批是各自的样本,不相加。
-- mend: 两批其实是一批的,把批次改成一样;较早的一批才是要用的,移出较近的一批。
-- source: 指标口径§2(抽样)
-- group: 核查
-- confirm: yes
with final as (
  select 'verification' as kind, v._file as file, v._sheet as sheet, 0 as row, '' as column_name, v.batch as value,
    '' as household_id, '' as village_code, concat_ws('/', v._file, v._sheet, v.batch) as entity,
    cast(count(*) as string) as households, min(l.batch) as latest
  from stg_verification v
  join int_sample_batch b on b.batch = v.batch and not b.estimated
  join int_sample_batch l on l.estimated
  group by v._file, v._sheet, v.batch
)
select * from final
