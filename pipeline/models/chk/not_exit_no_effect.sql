-- severity: 提示
-- about: 不得脱贫:帮扶没有明显成效
-- message: 该户{leaving},有帮扶措施 {measures} 项,而人均纯收入 {now} 元,比上年的 {before} 元增长不足 {bound}%;帮扶没有明显成效的不得脱贫。
-- mend: 调整帮扶措施;收入填错的,改正各项收入或上年收入表。
-- source: 不得脱贫情形(出处待核对原文)
-- group: 不得脱贫
-- confirm: yes
with measures as (
  select household_id from stg_policy r cross join ref_setting p where r.year = p.period
  union all
  select household_id from stg_assistance r cross join ref_setting p where year(r.visited_on) = p.period and r.measures is not null
),
counted as (
  select household_id, count(*) as measures
  from measures
  group by household_id
),
compared as (
  select c.*, n.measures, i.per_capita, i.divisor, b.persons as persons_before,
    cast(round(i.net, 2) as decimal(18, 2)) as net, cast(round(b.net, 2) as decimal(18, 2)) as net_before
  from int_exit_candidate c
  join counted n on n.household_id = c.household_id
  join int_household_income i on i.household_id = c.household_id
  join int_baseline_income b on b.household_id = c.household_id
  where i.divisor > 0 and b.persons > 0 and b.net > 0
),
final as (
  select 'household' as kind, m.file, m.sheet, m.row, m.exit_column as column_name, m.exit_value as value, m.household_id, m.village_code, m.leaving,
    cast(m.measures as string) as measures, plain(m.per_capita) as now,
    plain(cast(divide_half_up(cast(m.net_before * 100 as bigint), m.persons_before) as decimal(18, 2)) * cast(0.01 as decimal(3, 2))) as before, p.text as bound
  from compared m
  join ref_check_parameter p on p.name = 'check.exit_effect_percent'
  -- a head against a head without dividing
  where cast(m.net * m.persons_before * 100 as decimal(38, 4)) < cast(m.net_before * m.divisor as decimal(26, 2)) * cast(100 + p.value as decimal(10, 4))
)
select * from final
