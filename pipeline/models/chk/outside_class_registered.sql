-- severity: 错误
-- about: 建档立卡户填了档外类别
-- message: 户类型是{status},却填了档外类别“{value}”。
-- mend: 档外类别只填没有建档立卡的户;核对户类型或删去档外类别。
-- source: 指标口径§5(台账)
-- group: 贫困状况
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'outside_class' as column_name, outside_class as value,
    household_id, home_village as village_code, status
  from stg_household
  where outside_class is not null and status in ('脱贫户', '未脱贫户', '返贫户')
)
select * from final
