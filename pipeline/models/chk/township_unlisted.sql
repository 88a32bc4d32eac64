-- severity: 警告
-- about: 乡镇表的乡镇没有一个村
-- message: 乡镇表有“{value}”,应报村名单(units.csv,没有时用村表)和户表中却没有它的村。
-- mend: 核对乡镇的名称;确有该乡镇的,补报它的村表和户表。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
with final as (
  select 'township' as kind, t._file as file, t._sheet as sheet, t._row as row, 'township' as column_name, t.township as value,
    '' as household_id, '' as village_code, t.township as entity
  from stg_township t
  left join (select distinct township, township_code from int_village) v on v.township = t.township or v.township_code = t.township_code
  left join (select distinct township from stg_household) h on h.township = t.township
  where v.township is null and h.township is null
)
select * from final
