-- number: 24
-- id: income_fall
-- label: 减收户
-- definition: 人均纯收入低于上年(上年收入表)的户,写明减了多少、哪一项减得最多。
-- source: 农村低收入人口帮扶工作方案(湘阴;待核对原文)
-- counts: household
-- reason: 减收情况
-- grain: household_id
-- nulls: 上年收入表中有而当年或上年收入不明的计入不明,不列入;上年收入表中没有的不计
with final as (
  select village_code, household_id, trend = '减收' as certain,
    concat_ws(';', concat('人均纯收入', plain(per_capita), '元,上年', plain(per_capita_before), '元', case when percent is not null then concat(',减', plain(abs(percent)), '%') else '' end),
      case when fallen_part <> '' then concat(fallen_part, '减得最多') end, case when main_cause is not null then concat('主要致贫原因:', main_cause) end, nullif(open, '')) as reason,
    'household' as kind, file, sheet, row, case fallen_part when '工资性收入' then 'wage_income' when '生产经营性收入' then 'business_income' when '财产性收入' then 'property_income'
      when '转移性收入' then 'transfer_income' else 'household_id' end as column_name
  from int_income_change
  where trend = '减收' or (has_before and trend = '不明')
)
select * from final
