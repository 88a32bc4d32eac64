-- severity: 警告
-- about: 抽中的村没有核查结果
-- message: 抽样框中抽中了这个村,核查表中一户也没有;该村仍算抽中的村。
-- mend: 补交该村的核查表;一户也没有访到的,也逐户列出,核查结论填“未访到”。
-- source: 来件约定(抽中的村都要列出)
-- group: 核查
with final as (
  select 'frame' as kind, file, sheet, row, 'village_code' as column_name, village_code as value, '' as household_id, village_code, village_code as entity
  from int_sample_village
  where in_frame and in_sample and results = 0
)
select * from final
