-- about: the households to which the not-to-exit rules apply: planned to leave poverty in the assessment year, or said to have left it then
-- grain: household_id
-- source: indicators §1, 不得脱贫
with final as (
  select v.household_id, v.village_code, v.status, v.file, v.sheet, v.row,
    case when v.status = '脱贫户' and h.exit_year is not null then 'exit_year' else 'planned_exit_year' end as exit_column,
    cast(p.period as string) as exit_value,
    concat(case when v.status = '脱贫户' and h.exit_year is not null then '' else '计划' end, cast(p.period as string), '年脱贫') as leaving
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  cross join ref_setting p
  where (v.status = '脱贫户' and coalesce(h.exit_year, h.planned_exit_year) = p.period)
    or (v.status in ('未脱贫户', '返贫户') and h.planned_exit_year = p.period)
)
select * from final
