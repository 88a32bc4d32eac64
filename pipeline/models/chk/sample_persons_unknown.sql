-- severity: 错误
-- about: 访到的户没有人口数
-- message: 核查人口数空白,户表也没有,这一户不计入按人口计算的率。
-- mend: 填核查人口数。
-- source: 指标口径§1(人口数)
-- group: 核查
with final as (
  select 'verification' as kind, file, sheet, row, 'persons' as column_name, '' as value, household_id, village_code
  from int_sample_visit
  where response = '访到' and persons is null
)
select * from final
