-- severity: 警告
-- about: 抽样框的批次没有核查表
-- message: 抽样框的批次“{value}”({villages}个村,抽中{drawn}个)没有核查表{others}。
-- mend: 核查表还没有交的,补交;两处批次填得不同的,改成一样,否则抽样框不起作用。
-- source: 来件约定(抽样框与核查表同一批次)
-- group: 核查
with batches as (
  select concat(':已到的核查表的批次是“', min(batch), case when count(*) > 1 then '”等' else '”' end) as others
  from int_sample_batch
  having count(*) > 0
),
final as (
  select 'frame' as kind, f._file as file, f._sheet as sheet, 0 as row, '' as column_name, f.batch as value, '' as household_id, '' as village_code,
    concat_ws('/', f._file, f._sheet, f.batch) as entity,
    cast(count(*) as string) as villages, cast(count(*) filter (where f.drawn) as string) as drawn, coalesce(min(o.others), '') as others
  from stg_frame f
  left join int_sample_batch b on b.batch = f.batch
  left join batches o on true
  where b.batch is null
  group by f._file, f._sheet, f.batch
)
select * from final
