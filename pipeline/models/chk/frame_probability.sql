-- severity: 错误
-- about: 入样概率不在0到1之间
-- message: 入样概率填 {value};概率要大于 0,不大于 1。
-- mend: 改正入样概率;同一层各村概率相同的可以留空,按抽中的村数计算。
-- source: 统计口径§1(入样概率)
-- group: 核查
with final as (
  select 'frame' as kind, _file as file, _sheet as sheet, _row as row, 'inclusion_probability' as column_name,
    plain(inclusion_probability) as value, '' as household_id, village_code, village_code as entity
  from stg_frame
  where inclusion_probability <= 0 or inclusion_probability > 1
)
select * from final
