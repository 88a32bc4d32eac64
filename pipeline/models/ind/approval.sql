-- number: 4
-- id: approval
-- label: 群众认可度
-- definition: 最近一批核查中认可的户占作出答复的户的比重;未访到的户不计,核实状态为疑似、已举证排除的户只列出,不计。
-- source: 贫困县退出评估口径(待核对原文)
-- unit: 户
-- decimals: 2
-- direction: higher
-- numerator: 认可的户数
-- denominator: 作出答复的户数
-- grain: village_code, household_id
-- nulls: 访到而未答复的户不计入分母,列为待核;可能范围以答复户和未答复户之和为分母:下限为未答复的都不认可,上限为都认可
-- heads: 认可户;答复户
-- charts: bar
-- headline: yes
-- sheet: verification
-- unknown: apart
with final as (
  select village_code, household_id,
    case when approves then 1 else 0 end as numerator,
    case when approves is not null then 1 else 0 end as denominator,
    case when approves is null then 1 else 0 end as unknown
  from int_verification_answer
  where reached and counts
)
select * from final
