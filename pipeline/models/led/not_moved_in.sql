-- number: 14
-- id: not_moved_in
-- label: 易地搬迁未入住
-- definition: 易地搬迁户中没有实际入住的户。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: household
-- reason: 搬迁情况
-- grain: household_id
-- nulls: 易地搬迁户的实际入住空白或读不出,或是否易地搬迁户读不出的计入不明,不列入;易地搬迁户空白按不是
with final as (
  select home_village as village_code, household_id, coalesce(relocated and moved_in = false, false) as certain,
    concat_ws(';', '易地搬迁户,实际入住填“否”', case when old_house_removed = false then '旧房没有拆除' when old_house_removed then '旧房已拆除' end) as reason,
    'household' as kind, _file as file, _sheet as sheet, _row as row, 'moved_in' as column_name
  from stg_household
  where (relocated and coalesce(moved_in, false) = false)
    or (instr(_rejected, ';relocated;') > 0 and coalesce(moved_in, false) = false)
)
select * from final
