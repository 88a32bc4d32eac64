-- id: approval
-- label: 群众认可度
-- definition: 核查中认可的户占作出答复的户的比重;未访到的户不计。
-- source: 贫困县退出评估口径(待核对原文)
-- unit: 户
-- decimals: 2
-- direction: higher
-- numerator: 认可的户数
-- denominator: 作出答复的户数
-- grain: village_code
-- nulls: 访到而未答复的户不计入分母,列为待核
-- charts: bar
with answers as (
  select v.village_code,
    case
      when p.approval_rule = 'overall' then v.approves_overall
      else v.approves_policies and v.approves_measures and v.approves_exit and v.approves_cadres
    end as approves
  from stg_verification v
  cross join ref_setting p
  where coalesce(v.conclusion, '') <> '未访到'
),
final as (
  select village_code,
    count(*) filter (where approves) as numerator,
    count(*) filter (where approves is not null) as denominator,
    count(*) filter (where approves is null) as unknown
  from answers
  group by village_code
)
select * from final
