-- severity: 提示
-- about: 户主与上年不同
-- message: 户主与上年收入表的不同。
-- mend: 核对户编号和户主;户主变更属实的不必改。
-- source: 指标口径§9(数据质量)
-- group: 上年比对
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'head_name' as column_name, h.head_name as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join raw_baseline b on b.household_id = h.household_id
  cross join ref_setting s
  where b.year = s.period - 1 and replace(h.head_name, ' ', '') <> replace(b.head_name, ' ', '')
)
select * from final
