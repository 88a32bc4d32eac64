-- severity: 错误
-- about: 抽样类别与户表的户类型不符
-- message: 抽样类别填“{value}”,户表的户类型是{status}。
-- mend: 按抽样时的户类型填抽样类别;户表事后改过的写明。
-- source: 指标口径§2(抽样)
-- group: 核查
with final as (
  select 'verification' as kind, v._file as file, v._sheet as sheet, v._row as row, 'sample_class' as column_name, v.sample_class as value,
    v.household_id, v.village_code, h.status
  from stg_verification v
  join stg_household h on h.household_id = v.household_id
  where (v.sample_class = '脱贫户' and h.status in ('一般农户', '未脱贫户', '返贫户'))
    or (v.sample_class in ('一般农户', '档外户') and h.status in ('脱贫户', '未脱贫户', '返贫户'))
    or (v.sample_class = '未脱贫户' and h.status in ('脱贫户', '一般农户'))
)
select * from final
