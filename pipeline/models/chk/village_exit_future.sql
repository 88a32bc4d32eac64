-- severity: 错误
-- about: 村的已退出年度在评估年度之后
-- message: 已退出年度填{value}年,评估年度是{period}年。
-- mend: 还没有退出的填在计划退出年度一栏。
-- source: 指标口径§9(数据质量)
-- group: 日期
with final as (
  select 'village' as kind, v._file as file, v._sheet as sheet, v._row as row, 'exited_year' as column_name, cast(v.exited_year as string) as value,
    '' as household_id, v.village_code, v.village_code as entity, cast(p.period as string) as period
  from stg_village v
  cross join ref_setting p
  where v.exited_year > p.period
)
select * from final
