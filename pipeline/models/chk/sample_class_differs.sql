-- severity: 警告
-- about: 抽样类别与户表的户类型不一致
-- message: 抽样类别为“{class}”,户表的户类型为“{register}”;权重按抽样类别,率按户表的户类型。
-- mend: 核对户编号和户类型,改正有误的一处。
-- source: statistics §1: register class
-- group: 核查
-- confirm: yes
with final as (
  select 'verification' as kind, file, sheet, row, 'sample_class' as column_name, sample_class as value, household_id, village_code,
    sample_class as class, register_status as register
  from int_sample_visit
  where sample_class is not null and register_status is not null
    and case when sample_class = '档外户' then '一般农户' else sample_class end <> case when register_status = '返贫户' then '未脱贫户' else register_status end
)
select * from final
