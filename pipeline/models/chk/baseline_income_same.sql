-- severity: 警告
-- about: 各项收入与上年一模一样
-- message: 四项收入({parts})与{year}年一分不差。
-- mend: 核对今年的收入是否入户算过,不要照抄上年。
-- source: 指标口径§9(数据质量)
-- group: 上年比对
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, '' as column_name, '' as value,
    h.household_id, h.home_village as village_code, cast(b.year as string) as year,
    concat_ws('、', plain(h.wage_income), plain(h.business_income), plain(h.property_income), plain(h.transfer_income)) as parts
  from stg_household h
  join raw_baseline b on b.household_id = h.household_id
  cross join ref_setting p
  where b.year = p.period - 1
    and coalesce(h.wage_income, 0) = coalesce(b.wage_income, 0) and coalesce(h.business_income, 0) = coalesce(b.business_income, 0)
    and coalesce(h.property_income, 0) = coalesce(b.property_income, 0) and coalesce(h.transfer_income, 0) = coalesce(b.transfer_income, 0)
    -- aid alone may well stay the same
    and (h.wage_income > 0 or h.business_income > 0)
)
select * from final
