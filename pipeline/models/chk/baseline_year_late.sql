-- severity: 错误
-- about: 上年收入的年度不早于评估年度
-- message: 年度填{value}年,评估年度是{period}年;上年收入表应填以前年度的收入。
-- mend: 核对年度;本年的收入填在户表。
-- source: 指标口径§6(防返贫监测)
-- group: 上年比对
with final as (
  select 'baseline' as kind, r._file as file, r._sheet as sheet, r._row as row, 'year' as column_name, cast(r.year as string) as value,
    r.household_id, coalesce(r.village_code, '') as village_code, cast(p.period as string) as period
  from raw_baseline r
  cross join ref_setting p
  where r.year >= p.period
)
select * from final
