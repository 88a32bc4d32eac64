-- severity: 提示
-- about: 核查表没有抽样框
-- message: 批次“{value}”没有抽样框:不知道各层有多少村、抽中的村是否都交了核查表;加权估计只用填报的权重,方差按放回抽样计算(偏保守)。
-- mend: 抽样框与核查表一同报送,批次填得一样。
-- source: 统计口径§1(没有抽样框,不作有限总体校正)
-- group: 核查
-- confirm: yes
with final as (
  select 'verification' as kind, v._file as file, v._sheet as sheet, 0 as row, '' as column_name, v.batch as value, '' as household_id, '' as village_code,
    concat_ws('/', v._file, v._sheet, v.batch) as entity
  from stg_verification v
  join int_sample_batch b on b.batch = v.batch and b.estimated and b.frame_villages = 0
  group by v._file, v._sheet, v.batch
)
select * from final
