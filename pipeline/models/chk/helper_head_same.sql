-- severity: 警告
-- about: 帮扶责任人与户主同名
-- message: 帮扶责任人与户主是同一个姓名。
-- mend: 核对是否填错了列;帮扶责任人填结对帮扶的干部。
-- source: 指标口径§9(数据质量)
-- group: 帮扶与项目
-- confirm: yes
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'helper' as column_name, helper as value,
    household_id, home_village as village_code
  from stg_household
  where replace(helper, ' ', '') = replace(head_name, ' ', '')
)
select * from final
