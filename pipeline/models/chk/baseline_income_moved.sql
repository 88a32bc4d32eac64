-- severity: 警告
-- about: 人均纯收入与上年相比变动过大
-- message: 人均纯收入 {now} 元,上年 {before} 元,{moved}超过{bound}%。
-- mend: 核对两年的各项收入和人口数;变动属实的写明原因。
-- source: 指标口径§6(防返贫监测)
-- group: 上年比对
-- confirm: yes
with compared as (
  select i.household_id, i.per_capita, i.net_income, i.divisor, b.net, b.persons,
    cast(round(b.net, 2) as decimal(18, 2)) as net_before
  from int_household_income i
  join int_baseline_income b on b.household_id = i.household_id
  where b.net > 0 and b.persons > 0 and i.net_income is not null and i.divisor > 0
),
final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, '' as column_name, plain(c.per_capita) as value,
    h.household_id, h.home_village as village_code, plain(c.per_capita) as now,
    plain(cast(divide_half_up(cast(round(c.net_before * 100, 0) as bigint), c.persons) as decimal(18, 2)) * cast(0.01 as decimal(3, 2))) as before,
    case when c.net_income * c.persons > c.net_before * c.divisor then '增加' else '减少' end as moved, p.text as bound
  from compared c
  join stg_household h on h.household_id = c.household_id
  join ref_check_parameter p on p.name = 'check.income_change_percent'
  -- a head against a head without dividing
  where abs(cast(c.net_income * c.persons as decimal(30, 2)) - cast(c.net_before * c.divisor as decimal(30, 2))) * 100 > p.value * cast(c.net_before * c.divisor as decimal(30, 2))
)
select * from final
