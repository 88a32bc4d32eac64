-- about: where every village lies in the funnel of its county's rate, of the register and of the sample: a list of villages to visit, no ranking
-- grain: source, indicator, village_code
-- publish: trace/funnel
-- order: source, indicator, village_code
-- source: statistics §5; Spiegelhalter 2005; exact binomial limits at 95 % and 99.9 %
with final as (
  select f.source, f.indicator, f.village_code, v.village, v.township, f.n, f.events, f.target,
    f.inner_low, f.inner_high, f.outer_low, f.outer_high, f.flag, f.tail, f.ci_low, f.ci_high
  from meta_funnel f
  join int_village v on v.village_code = f.village_code
)
select * from final
