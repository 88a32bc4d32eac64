-- severity: 提示
-- about: 同一村的同一种表来了两份
-- message: 这份表另有较新的一份:{newer};这份不计入,其中的单元格不再检查。
-- mend: 如这份才是对的,删去较新的一份,或改正填报时间。
-- source: 来件约定(重复来件)
-- group: 区划与来件
with final as (
  select kind, file, sheet, 0 as row, '' as column_name, '' as value, '' as household_id, '' as village_code, newer
  from stg_superseded_sheet
)
select * from final
