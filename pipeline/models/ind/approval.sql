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
with final as (
  select village_code,
    count(*) filter (where approves) as numerator,
    count(*) filter (where approves is not null) as denominator,
    count(*) filter (where approves is null) as unknown
  from int_verification_answer
  where reached
  group by village_code
)
select * from final
