-- severity: 错误
-- about: 户类型空白
-- message: 户类型是空的,该户不能判定,列为待核。
-- mend: 填 一般农户、脱贫户、未脱贫户、返贫户 或 清退户。
-- source: 指标口径§1(户的判定)
-- group: 贫困状况
with final as (
  select 'household' as kind, _file as file, _sheet as sheet, _row as row, 'status' as column_name, '' as value,
    household_id, home_village as village_code
  from stg_household
  where status is null and instr(_rejected, ';status;') = 0
)
select * from final
