-- severity: 警告
-- about: 整户无劳动能力兜底保障户消除了风险
-- message: 是整户无劳动能力兜底保障户,风险是否已消除却填“是”。
-- mend: 整户没有劳动能力的落实兜底保障,不标注风险消除;核对后改正一处。
-- source: 建档立卡贫困户精准帮扶标准方案(待核对原文)
-- group: 贫困状况
-- confirm: yes
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'risk_removed' as column_name, '是' as value,
    household_id, home_village as village_code
  from stg_household
  where no_labour_support and risk_removed and monitored_class is not null
)
select * from final
