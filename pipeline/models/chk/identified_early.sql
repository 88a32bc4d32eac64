-- severity: 警告
-- about: 识别年度早于建档立卡
-- message: {value}年识别;建档立卡自{bound}年开始。
-- mend: 核对识别年度。
-- source: 指标口径§9(数据质量)
-- group: 日期
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'identified_year' as column_name, cast(h.identified_year as string) as value,
    h.household_id, h.home_village as village_code, p.text as bound
  from stg_household h
  join ref_check_parameter p on p.name = 'check.register_year'
  where h.identified_year < p.value
)
select * from final
