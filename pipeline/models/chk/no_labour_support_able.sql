-- severity: 错误
-- about: 整户无劳动能力兜底保障户有劳动力
-- message: 填整户无劳动能力兜底保障户“是”,人表却有{able}名普通或技能劳动力。
-- mend: 核对各成员的劳动技能和兜底保障的认定,改正有误的一处。
-- source: 指标口径§6(防返贫监测)
-- group: 劳动力
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'no_labour_support' as column_name, '是' as value,
    h.household_id, h.home_village as village_code, cast(f.able as string) as able
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where h.no_labour_support and f.able > 0
)
select * from final
