-- severity: 警告
-- about: 未脱贫户填了返贫年度
-- message: 户类型是未脱贫户,却填了返贫年度{value}年。
-- mend: 脱贫后又返贫的户类型填返贫户;从未脱贫的删去返贫年度。
-- source: 指标口径§9(数据质量)
-- group: 贫困状况
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'returned_year' as column_name, cast(returned_year as string) as value,
    household_id, home_village as village_code
  from stg_household
  where status = '未脱贫户' and returned_year is not null
)
select * from final
