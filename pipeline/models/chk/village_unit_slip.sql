-- severity: 警告
-- about: 村集体经济收入小得像是以万元计
-- message: 村集体经济收入 {value} 元,大于0而小于{bound}元,像是以万元计。
-- mend: 核对单位;按万元填写的在表头注明“(万元)”。
-- source: 指标口径§9(数据质量)
-- group: 汇总核对
-- confirm: yes
with final as (
  select 'village' as kind, v._file as file, v._sheet as sheet, v._row as row, 'collective_income' as column_name, plain(v.collective_income) as value,
    '' as household_id, v.village_code, v.village_code as entity, p.text as bound
  from stg_village v
  join ref_check_parameter p on p.name = 'check.collective_income_small'
  where v.collective_income > 0 and v.collective_income < p.value
)
select * from final
