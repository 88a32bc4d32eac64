-- number: 2
-- id: wrong_exit_rate
-- label: 错退率
-- definition: 脱贫户中未达到退出标准(人均纯收入高于贫困线,且不愁吃、不愁穿,义务教育、基本医疗、住房安全、饮水安全有保障)的人口占脱贫户人口的比重。
-- source: 贫困县退出评估口径(待核对原文);驻村干部脱贫攻坚工作手册
-- unit: 人
-- decimals: 2
-- direction: lower
-- numerator: 错退户人口
-- denominator: 脱贫户人口
-- grain: village_code, household_id
-- nulls: 退出标准无法判断的脱贫户计入分母和待核,不计入分子
-- heads: 错退人口;脱贫户人口
-- charts: bar
-- headline: yes
with final as (
  select village_code, household_id,
    case when verdict = '错退' then coalesce(persons, 0) else 0 end as numerator,
    case when status = '脱贫户' then coalesce(persons, 0) else 0 end as denominator,
    case when status = '脱贫户' and verdict = '待核' then coalesce(persons, 0) else 0 end as unknown
  from int_household_verdict
)
select * from final
