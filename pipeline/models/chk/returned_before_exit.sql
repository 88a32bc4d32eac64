-- severity: 错误
-- about: 返贫年度早于脱贫年度或识别年度
-- message: {value}年返贫,早于{what}({year}年)。
-- mend: 核对识别、脱贫、返贫的年度;返贫后又脱贫的,脱贫年度填第一次的。
-- source: 指标口径§9(数据质量)
-- group: 日期
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'returned_year' as column_name, cast(returned_year as string) as value,
    household_id, home_village as village_code,
    case when returned_year < identified_year then '识别' else '脱贫' end as what,
    cast(case when returned_year < identified_year then identified_year else exit_year end as string) as year
  from stg_household
  -- a household that left poverty again shows the later year
  where returned_year < identified_year or (returned_year < exit_year and status in ('返贫户', '未脱贫户'))
)
select * from final
