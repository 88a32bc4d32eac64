-- about: net income of a household, and whether it is above or below the poverty line a head, compared without dividing
-- grain: household_id
-- source: 贫困户帮扶责任人培训提纲:纯收入 = 工资性 + 生产经营性 + 财产性 + 转移性 + 失地保险 − 不计入收入 − 生产经营性支出
with facts as (
  select h.household_id, h.persons as declared_persons, m.members,
    coalesce(h.persons, m.members) as persons,
    h.persons is null and m.members is not null as persons_inferred,
    case when p.income_divisor = 'members' then m.members else coalesce(h.persons, m.members) end as divisor,
    p.income_source, p.line,
    case when p.income_source = 'declared' then '=declared_per_capita' else concat_ws(';',
      '+wage_income;+business_income;+property_income;+transfer_income;+land_insurance_income',
      case when instr(p.income_exclude, ';pension;') > 0 then '-pension' end,
      case when instr(p.income_exclude, ';excluded_income;') > 0 then '-excluded_income' end,
      '-business_expense') end as terms,
    h.declared_per_capita,
    -- a part left blank counts as 0 once one of the four is filled; a rejected one never does
    case when h.wage_income is not null or h.business_income is not null or h.property_income is not null or h.transfer_income is not null
      then coalesce(h.wage_income, 0) + coalesce(h.business_income, 0) + coalesce(h.property_income, 0) + coalesce(h.transfer_income, 0)
        + coalesce(h.land_insurance_income, 0)
        - case when instr(p.income_exclude, ';pension;') > 0 then coalesce(h.pension, 0) else 0 end
        - case when instr(p.income_exclude, ';excluded_income;') > 0 then coalesce(h.excluded_income, 0) else 0 end
        - coalesce(h.business_expense, 0) end as summed,
    instr(h._rejected, ';wage_income;') > 0 or instr(h._rejected, ';business_income;') > 0
      or instr(h._rejected, ';property_income;') > 0 or instr(h._rejected, ';transfer_income;') > 0
      or instr(h._rejected, ';land_insurance_income;') > 0 or instr(h._rejected, ';business_expense;') > 0
      or (instr(p.income_exclude, ';pension;') > 0 and instr(h._rejected, ';pension;') > 0)
      or (instr(p.income_exclude, ';excluded_income;') > 0 and instr(h._rejected, ';excluded_income;') > 0) as part_rejected
  from stg_household h
  left join int_household_member m on m.household_id = h.household_id
  cross join ref_setting p
),
netted as (
  select *,
    case
      when income_source = 'declared' then cast(declared_per_capita * divisor as decimal(38, 10))
      when not part_rejected then cast(summed as decimal(38, 10))
    end as net
  from facts
),
final as (
  select household_id, declared_persons, members, persons, persons_inferred, divisor, line, declared_per_capita, part_rejected, terms,
    summed is null as parts_blank, net,
    cast(round(net, 2) as decimal(18, 2)) as net_income,
    -- ten thousandths first, so that whole numbers divide
    cast(cast(divide_half_up(cast(round(net, 4) * 10000 as bigint), divisor * 100) as decimal(16, 0)) * cast(0.01 as decimal(2, 2)) as decimal(18, 2)) as per_capita,
    net > line * divisor as income_above,
    net < line * divisor as income_below
  from netted
)
select * from final
