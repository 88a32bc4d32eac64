-- severity: 提示
-- about: 指标值恰等于阈值
-- message: {area_name}的{label}恰等于{standard}的阈值({comparator}{threshold})。
-- mend: 按文件原文核对“低于”还是“不高于”,必要时改 standards.csv 的比较。
-- source: 指标口径§2(标准)
-- group: 汇总核对
-- confirm: yes
with final as (
  select '' as kind, '' as file, '' as sheet, 0 as row, '' as column_name, '' as value, '' as household_id, '' as village_code,
    concat_ws('/', f.standard, f.indicator, f.area_code) as entity,
    f.area_name, i.label, f.standard, f.comparator, cast(f.threshold as string) as threshold
  from fct_indicators f
  join ref_standard s on s.standard = f.standard and s.indicator = f.indicator and s.level = f.level
  join ref_indicator i on i.indicator = f.indicator
  -- zero against a threshold of zero is what is asked for, not a coincidence
  where f.denominator > 0 and f.numerator > 0 and f.verdict <> '数据缺'
    and f.numerator * s.threshold_den = f.denominator * s.threshold_num
    and f.numerator < f.denominator
)
select * from final
