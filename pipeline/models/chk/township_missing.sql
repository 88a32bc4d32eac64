-- severity: 警告
-- about: 乡镇表缺了一个乡镇
-- message: 乡镇表已到,却没有{township}。
-- mend: 补报该乡镇的一行。
-- source: 指标口径§9(数据质量)
-- group: 区划与来件
with final as (
  select '' as kind, '' as file, '' as sheet, 0 as row, '' as column_name, '' as value, '' as household_id, '' as village_code,
    v.township_code as entity, v.township
  from (select distinct township, township_code, county_code from int_village where expected) v
  -- of a county of which the sheet has come
  join (select distinct c.county_code from stg_township t join int_village c on c.township = t.township or c.township_code = t.township_code) come on come.county_code = v.county_code
  left join stg_township t on t.township = v.township or t.township_code = v.township_code
  where t.township is null
)
select * from final
