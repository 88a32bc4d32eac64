-- number: 31
-- id: team_short
-- label: 驻村不足
-- definition: 评估年度已过完的各季度中,驻村天数或签到次数不够(由参数定)、或没有开通APP的驻村第一书记和工作队员,每人每季度一行。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018)
-- counts: problem
-- sheet: work_team
-- reason: 不足的情况
-- grain: file, sheet, row
-- nulls: 天数、签到、APP都不够判断或读不出的计入不明,不列入
with told as (
  select village_code, file, sheet, row, min(detail) as quarter_name,
    max(case when not holds then 1 else 0 end) as short,
    joined(case when not holds then case measure when 'resident_days' then concat('驻村', plain(amount), '天') when 'sign_ins' then concat('签到', plain(amount), '次') else '没有开通APP' end end) as reason
  from int_assistance_case
  where kind = 'work_team'
  group by village_code, file, sheet, row
  having count(*) filter (where coalesce(holds, false) = false) > 0
),
final as (
  select t.village_code, '' as household_id, t.short = 1 as certain,
    -- a text that is shown as it is: no more of the name than the surname
    concat_ws(' ', t.quarter_name, r.team_role, concat(substr(r.name, 1, 1), '**'), r.unit) as subject, t.reason,
    'work_team' as kind, t.file, t.sheet, t.row,
    case when instr(t.reason, '驻村') > 0 then 'resident_days' when instr(t.reason, '签到') > 0 then 'sign_ins' else 'app_opened' end as column_name
  from told t
  join stg_work_team r on r._file = t.file and r._sheet = t.sheet and r._row = t.row
)
select * from final
