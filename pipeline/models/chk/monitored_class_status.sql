-- severity: 错误
-- about: 监测对象类别与户类型不符
-- message: 监测对象类别填“{value}”,户类型却是{status}。
-- mend: 脱贫不稳定户应是脱贫户,边缘易致贫户应是一般农户;核对后改正一处。
-- source: 指标口径§6(防返贫监测)
-- group: 贫困状况
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'monitored_class' as column_name, monitored_class as value,
    household_id, home_village as village_code, status
  from stg_household
  where (monitored_class = '脱贫不稳定户' and status <> '脱贫户') or (monitored_class = '边缘易致贫户' and status in ('脱贫户', '未脱贫户', '返贫户'))
)
select * from final
