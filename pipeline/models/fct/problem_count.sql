-- about: how many findings each check has in each township, by what became of them
-- grain: township, rule, severity, state
-- publish: trace/problem_count
-- order: township, rule, severity, state
with final as (
  select township, rule, severity, state, count(*) as findings
  from fct_problems
  group by township, rule, severity, state
)
select * from final
