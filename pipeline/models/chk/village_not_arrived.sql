-- severity: 警告
-- about: 应报村的户表未到
-- message: {township}{village}的户表未到;该村及所在乡镇、县的判定为数据缺。
-- mend: 催报该村户表;已报而被拒收的,按来件登记和问题清单改正后重报。
-- source: 指标口径§2(来件齐全)
-- group: 区划与来件
with final as (
  select '' as kind, '' as file, '' as sheet, 0 as row, '' as column_name, '' as value, '' as household_id, village_code,
    township, village
  from int_village
  where expected and not arrived
)
select * from final
