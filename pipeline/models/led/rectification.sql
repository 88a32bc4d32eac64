-- number: 16
-- id: rectification
-- label: 问题整改
-- definition: 问题整改台账中没有整改完的问题:整改状态为未整改、整改中或不明;过了整改期限的注明逾期。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: problem
-- sheet: rectification
-- reason: 整改情况
-- grain: file, sheet, row
-- nulls: 整改状态空白或读不出的也列入
with final as (
  select coalesce(r.village_code, '未定') as village_code, coalesce(r.household_id, '') as household_id, true as certain,
    concat_ws(' ', r.problem_id, r.source, r.category, r.description) as subject,
    concat_ws(';', coalesce(r.state, '整改状态不明'),
      case
        when r.deadline is null then '整改期限不明'
        when r.deadline < p.as_of then concat('期限', cast(r.deadline as string), ',已逾期')
        else concat('期限', cast(r.deadline as string))
      end,
      case when r.responsible_unit is not null then concat('责任单位:', r.responsible_unit) end) as reason,
    'rectification' as kind, r._file as file, r._sheet as sheet, r._row as row, 'state' as column_name
  from stg_rectification r
  cross join ref_setting p
  where coalesce(r.state, '') <> '已整改'
)
select * from final
