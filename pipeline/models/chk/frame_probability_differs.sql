-- severity: 警告
-- about: 入样概率与抽中的村数不符
-- message: “{stratum}”层有 {villages} 个村,抽中 {drawn} 个,而入样概率填 {value};按抽中的村数计算。
-- mend: 核对抽样层、入样和入样概率。
-- source: 统计口径§1(入样概率=抽中村数÷村数)
-- group: 核查
with final as (
  select 'frame' as kind, v.file, v.sheet, v.row, 'inclusion_probability' as column_name, plain(v.probability) as value,
    '' as household_id, v.village_code, v.village_code as entity,
    v.stratum, cast(s.frame_villages as string) as villages, cast(s.drawn_villages as string) as drawn
  from int_sample_village v
  join int_sample_stratum s on s.stratum = v.stratum
  where s.simple and v.in_frame and v.in_sample and cast(round(v.probability * s.frame_villages, 0) as bigint) <> s.drawn_villages
)
select * from final
