-- severity: 警告
-- about: 核查结论与现场查到的情况不符
-- message: 核查结论填“{value}”,现场查到的却是:{seen}。
-- mend: 核对结论和现场情况;另有依据的写在备注。
-- source: 指标口径§2(抽样)
-- group: 核查
-- confirm: yes
with facts as (
  select v.*, p.line,
    v.per_capita > p.line and v.food and v.clothing and v.education and v.medical and v.housing and v.water as exit_met,
    concat_ws('、', case when v.per_capita <= p.line then concat('人均纯收入 ', plain(v.per_capita), ' 元不高于贫困线') when v.per_capita > p.line then concat('人均纯收入 ', plain(v.per_capita), ' 元高于贫困线') end,
      case when v.food = false then '不愁吃未达到' end, case when v.clothing = false then '不愁穿未达到' end, case when v.education = false then '义务教育无保障' end,
      case when v.medical = false then '基本医疗无保障' end, case when v.housing = false then '住房安全无保障' end, case when v.water = false then '饮水安全无保障' end) as seen
  from stg_verification v
  cross join ref_setting p
),
final as (
  select 'verification' as kind, _file as file, _sheet as sheet, _row as row, 'conclusion' as column_name, conclusion as value,
    household_id, village_code, case when exit_met then concat(seen, '、保障都已达到') else seen end as seen
  from facts
  where (sample_class = '脱贫户' and conclusion = '正确' and exit_met = false)
    or (sample_class = '脱贫户' and conclusion = '错退' and exit_met)
    or (sample_class = '一般农户' and conclusion = '漏评' and exit_met)
)
select * from final
