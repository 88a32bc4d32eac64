-- severity: 提示
-- about: 核查有几个批次
-- message: 批次“{other}”有 {households} 户,核查日期到 {checked_to};抽样评估只用最近的批次“{batch}”,各批次不相加。
-- mend: 不必改;要评估这个批次的,单独放一个文件夹运行。
-- source: statistics §1: one sample, one design
-- group: 核查
with first as (
  select v.batch, v._file as file, v._sheet as sheet, v._row as row, v.village_code,
    row_number() over (partition by v.batch order by v._file, v._sheet, v._row) as place
  from stg_verification v
),
final as (
  select 'verification' as kind, f.file, f.sheet, f.row, 'batch' as column_name, o.batch as value, '' as household_id, f.village_code, o.batch as entity,
    o.batch as other, cast(o.households as string) as households, coalesce(cast(o.checked_to as string), '不详') as checked_to, e.batch as batch
  from int_sample_batch o
  join int_sample_batch e on e.estimated
  join first f on f.batch = o.batch and f.place = 1
  where not o.estimated
)
select * from final
