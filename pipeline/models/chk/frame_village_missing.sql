-- severity: 提示
-- about: 应报村不在抽样框中
-- message: {village}不在批次“{batch}”的抽样框中,抽样评估不代表这个村。
-- mend: 抽样框应列出全县各村;漏了的补上,没有户可抽的村不必改。
-- source: 统计口径§1(抽样框须含全部的村)
-- group: 核查
with final as (
  select '' as kind, '' as file, '' as sheet, 0 as row, '' as column_name, '' as value, '' as household_id, v.village_code,
    v.village, b.batch
  from int_village v
  join int_sample_batch b on b.estimated and b.frame_villages > 0
  left join int_sample_village s on s.village_code = v.village_code and s.in_frame
  where v.expected and s.village_code is null
)
select * from final
