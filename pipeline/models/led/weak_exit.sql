-- number: 7
-- id: weak_exit
-- label: 已脱贫质量不高
-- definition: 达到退出标准的脱贫户中,人均纯收入低于贫困线的几倍(由参数定),或扣除刚性支出(教育支出减补助、医疗总费用减报销、其他)后人均不高于贫困线,或户表列为脱贫不稳定户而风险没有标明消除的户。
-- source: 脱贫摘帽“包村长”责任落实方案(莲花县2018);关于建立防止返贫监测和帮扶机制的指导意见(2020,待核对原文)
-- counts: household
-- reason: 质量不高的情况
-- grain: household_id
-- nulls: 刚性支出一项都没有填或读不出、别的情况也不具备的计入不明,不列入。退出标准无法判断的脱贫户在待核台账
with facts as (
  select v.village_code, v.household_id, v.file, v.sheet, v.row, v.per_capita, v.net_income, v.line, p.exit_margin,
    b.burden, coalesce(b.education_cost, 0) as education_cost, coalesce(b.medical_cost, 0) as medical_cost, coalesce(b.other_cost, 0) as other_cost,
    i.net * p.exit_margin_den < v.line * p.exit_margin_num * i.divisor as low,
    i.net - b.burden <= v.line * i.divisor as burdened,
    coalesce(h.monitored_class = '脱贫不稳定户' and coalesce(h.risk_removed, false) = false, false) as monitored
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  join int_household_income i on i.household_id = v.household_id
  join int_household_burden b on b.household_id = v.household_id
  cross join ref_setting p
  where v.status = '脱贫户' and v.exit_met
),
final as (
  select village_code, household_id, low or monitored or coalesce(burdened, false) as certain,
    concat_ws(';',
      case when low then concat('人均纯收入', cast(per_capita as string), '元,低于贫困线', cast(line as string), '元的', exit_margin, '倍') end,
      case when burdened then concat('纯收入', cast(net_income as string), '元,刚性支出', cast(cast(burden as decimal(18, 2)) as string), '元,扣除后人均不高于贫困线') end,
      case when monitored then '列为脱贫不稳定户,风险没有标明消除' end) as reason,
    'household' as kind, file, sheet, row,
    case
      when low then 'household_id' -- the whole row decides
      when burdened and medical_cost >= education_cost and medical_cost >= other_cost then 'medical_expense'
      when burdened and education_cost >= other_cost then 'education_expense'
      when burdened then 'other_rigid_expense'
      else 'monitored_class'
    end as column_name
  from facts
  where low or monitored or burdened or burdened is null
)
select * from final
