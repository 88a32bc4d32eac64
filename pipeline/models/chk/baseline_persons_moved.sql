-- severity: 警告
-- about: 家庭人口数与上年相比变动过大
-- message: 家庭人口数 {now} 人,上年 {before} 人,相差{bound}人以上。
-- mend: 核对分户、并户、增减人口;属实的写明原因。
-- source: 指标口径§9(数据质量)
-- group: 上年比对
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'persons' as column_name, cast(h.persons as string) as value,
    h.household_id, h.home_village as village_code, cast(h.persons as string) as now, cast(b.persons as string) as before, p.text as bound
  from stg_household h
  join raw_baseline b on b.household_id = h.household_id
  cross join ref_setting s
  join ref_check_parameter p on p.name = 'check.persons_change'
  where b.year = s.period - 1 and abs(h.persons - b.persons) >= p.value
)
select * from final
