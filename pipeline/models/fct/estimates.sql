-- about: what the verification sample says of every rate, domain and method, judged by each standard; the county, its strata and townships, its poor and other villages
-- label: 抽样估计
-- definition: 由核查样本推算的错退率、漏评率、综合贫困发生率和群众认可度,附区间和按各标准的判定
-- grain: period, standard, indicator, domain, method
-- publish: data/estimates
-- order: period, standard, indicator, domain, method
-- columns: period=评估年度;standard=标准,没有标准判定的为空;indicator=指标代号,推算人数为 wrong_exit_persons、omitted_persons,名册误差为 inclusion_error、exclusion_error;domain=范围:county、township、stratum 冒号后为代码或层名,villages:poor 和 villages:other 为贫困村和非贫困村;method=方法:official 口径值(不加权)、kgplus 加权估计与KG+区间、xlogit 和 wilson 同一估计的另两种区间、expansion 直接扩大推算(供比较);n=分母中的调查户数;events=其中的问题户(认可度为认可户)数;estimate=估计值,率为小数,推算人数为人;se=标准误,无法估计的为空;ci_low=置信区间下限;ci_high=置信区间上限;confidence=置信区间的置信水平,全面核查的为空;deff=设计效应;df=自由度;verdict=判定:达标、未达标、样本不足以判定,口径值另有待核、数据缺,没有标准判定的为 —;reason=没有值或不能判定的原因代号;sentence=判定的说明;more_households=若比例不变约再查多少户可以判定,户是分母中的户:错退率为脱贫户,漏评率为一般农户,综合贫困发生率为这两类户,认可度为各类户;comparator=比较;threshold=阈值;bound_low=单侧95%下限;bound_high=单侧95%上限;effective_n=有效样本户数;reliability=可否发布;numerator=分子:口径值为样本数,其他为加权数;denominator=分母,同上;domain_kind=范围的种类;domain_name=范围的名称;villages=抽中的村数;drawn=抽中的户数;surveyed=访到的户数;absent=未访到的户数;pending=待访的户数;unresolved=访到而不能判断的户数;suspected=核实状态为疑似的户数;value_low=未访到、不能判断和疑似的户都不是问题户时的率;value_high=都是问题户时的率;warnings=提示,以分号隔开;batch=批次;domain_order=范围在同类中的次序
-- source: statistics §0 to §5; events and n are households, numerator and denominator persons (households for approval); ci at confidence, bounds one-sided at 95 %
with final as (
  select p.period, e.standard, e.indicator, e.domain, e.method,
    e.n, e.events, e.estimate, e.se, e.ci_low, e.ci_high, e.confidence, e.deff, e.df, e.verdict,
    e.reason, e.sentence, e.more_households, e.comparator, e.threshold, e.bound_low, e.bound_high, e.effective_n, e.reliability,
    e.numerator, e.denominator, e.domain_kind, e.domain_name, e.villages, e.drawn, e.surveyed, e.absent, e.pending, e.unresolved, e.suspected,
    e.value_low, e.value_high, e.warnings, b.batch, e.domain_order
  from meta_estimate e
  cross join ref_setting p
  join int_sample_batch b on b.estimated
)
select * from final
