-- severity: 警告
-- about: 核查表的抽样层与该村的抽样层不一致
-- message: 抽样层填“{said}”,该村在“{stratum}”层;按后者计算。
-- mend: 核对抽样框,改正有误的一处;一个村只能在一个层。
-- source: 统计口径§1(一个村只属一层)
-- group: 核查
with final as (
  select 'verification' as kind, file, sheet, row, 'stratum' as column_name, said_stratum as value, household_id, village_code,
    said_stratum as said, stratum
  from int_sample_visit
  where said_stratum <> stratum
)
select * from final
