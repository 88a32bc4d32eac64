-- severity: 警告
-- about: 识别的当年就脱贫
-- message: {value}年识别,当年又脱贫。
-- mend: 核对识别年度和脱贫年度;当年识别当年脱贫的按退出程序复核。
-- source: 指标口径§9(数据质量)
-- group: 日期
-- confirm: yes
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'exit_year' as column_name, cast(exit_year as string) as value,
    household_id, home_village as village_code
  from stg_household
  where exit_year = identified_year
)
select * from final
