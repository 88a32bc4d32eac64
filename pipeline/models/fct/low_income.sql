-- about: the class of low income of every household, and what does not fit with what it receives
-- label: 低收入人口分类
-- definition: 每户一行:属于哪一类低收入人口(第一个符合的),以及应享未享、超标享受、死亡仍享受等不符
-- grain: household_id
-- publish: data/low_income
-- view: yes
-- order: household_id
-- columns: period=评估年度;village_code=村代码;household_id=户编号;status=户类型;persons=人口数;per_capita=人均纯收入,元;standard=低保标准,元;margin=低保边缘的标准,元;disposable=上年农村居民人均可支配收入,元;burden=刚性支出净额,元;class=类别:特困、低保、低保边缘、支出型困难、防返贫监测对象、其他、待核;open=待核的原因;mismatch=不符,以分号隔开:应享未享低保、超标享受低保、超标享受低保待核(上年收入或当年收入不明)、低保渐退期、死亡仍享受;single_persons=低保边缘户中可单人纳入低保而没有享受的人数;reason=依据,以分号隔开;file=来源文件;sheet=来源工作表;row=来源行
with final as (
  select p.period, i.village_code, i.household_id, coalesce(i.status, '') as status, i.persons, i.per_capita, cast(i.standard as decimal(18, 2)) as standard, cast(i.margin as decimal(18, 2)) as margin,
    cast(i.disposable as decimal(18, 2)) as disposable, i.burden, i.class, i.open,
    concat_ws(';', case when i.missed then '应享未享低保' end, i.over, case when i.paid_dead > 0 then '死亡仍享受' end) as mismatch,
    i.single_persons, i.reason, i.file, i.sheet, i.row
  from int_household_low_income i
  cross join ref_setting p
)
select * from final
