-- severity: 警告
-- about: 计划脱贫年度已过仍未脱贫
-- message: {status},计划{value}年脱贫,评估年度已是{period}年。
-- mend: 已脱贫的改户类型和脱贫年度;没有脱贫的改计划脱贫年度。
-- source: 指标口径§9(数据质量)
-- group: 日期
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'planned_exit_year' as column_name, cast(h.planned_exit_year as string) as value,
    h.household_id, h.home_village as village_code, h.status, cast(p.period as string) as period
  from stg_household h
  cross join ref_setting p
  where h.planned_exit_year < p.period and h.status in ('未脱贫户', '返贫户')
)
select * from final
