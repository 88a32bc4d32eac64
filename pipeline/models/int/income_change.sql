-- about: the income of a household this year against last, a head and by its five parts (business net of its expense, transfers net of what does not count): 增收, 减收, 持平, or 不明 with why; compared without dividing
-- grain: household_id
-- source: indicators §6; 农村低收入人口帮扶工作方案(湘阴)
with before as (
  select r.household_id, r._file as before_file, r._sheet as before_sheet, r._row as before_row, r.persons as persons_before, b.net,
    case when r.wage_income is not null or r.business_income is not null or r.property_income is not null or r.transfer_income is not null then true end as told,
    coalesce(r.wage_income, 0) as wage, coalesce(r.business_income, 0) - coalesce(r.business_expense, 0) as business, coalesce(r.property_income, 0) as property,
    coalesce(r.transfer_income, 0) - case when instr(p.income_exclude, ';pension;') > 0 then coalesce(r.pension, 0) else 0 end
      - case when instr(p.income_exclude, ';excluded_income;') > 0 then coalesce(r.excluded_income, 0) else 0 end as transfer,
    coalesce(r.land_insurance_income, 0) as land, coalesce(r.business_income, 0) as gross_business,
    coalesce(r.wage_income, 0) + coalesce(r.business_income, 0) + coalesce(r.property_income, 0) + coalesce(r.transfer_income, 0) + coalesce(r.land_insurance_income, 0) as gross
  from stg_baseline r
  join int_baseline_income b on b.household_id = r.household_id and b.year = r.year
  cross join ref_setting p
),
now as (
  select h.household_id, v.village_code, v.status, h.main_cause, v.file, v.sheet, v.row, i.divisor, i.net_income, v.per_capita,
    case when not i.part_rejected and not i.parts_blank then true end as told,
    coalesce(h.wage_income, 0) as wage, coalesce(h.business_income, 0) - coalesce(h.business_expense, 0) as business, coalesce(h.property_income, 0) as property,
    coalesce(h.transfer_income, 0) - case when instr(p.income_exclude, ';pension;') > 0 then coalesce(h.pension, 0) else 0 end
      - case when instr(p.income_exclude, ';excluded_income;') > 0 then coalesce(h.excluded_income, 0) else 0 end as transfer,
    coalesce(h.land_insurance_income, 0) as land, coalesce(h.business_income, 0) as gross_business,
    coalesce(h.wage_income, 0) + coalesce(h.business_income, 0) + coalesce(h.property_income, 0) + coalesce(h.transfer_income, 0) + coalesce(h.land_insurance_income, 0) as gross
  from stg_household h
  join int_household_verdict v on v.household_id = h.household_id
  join int_household_income i on i.household_id = h.household_id
  cross join ref_setting p
),
facts as (
  select n.household_id, n.village_code, n.status, n.main_cause, n.file, n.sheet, n.row, n.divisor, n.net_income, n.per_capita,
    b.household_id is not null as has_before, b.before_file, b.before_sheet, b.before_row, b.persons_before, cast(round(b.net, 2) as decimal(18, 2)) as net_before,
    case when n.told then cast(n.wage as decimal(18, 2)) end as wage, case when n.told then cast(n.business as decimal(18, 2)) end as business, case when n.told then cast(n.property as decimal(18, 2)) end as property,
    case when n.told then cast(n.transfer as decimal(18, 2)) end as transfer, case when n.told then cast(n.land as decimal(18, 2)) end as land,
    case when b.told and b.net is not null then cast(b.wage as decimal(18, 2)) end as wage_before, case when b.told and b.net is not null then cast(b.business as decimal(18, 2)) end as business_before,
    case when b.told and b.net is not null then cast(b.property as decimal(18, 2)) end as property_before, case when b.told and b.net is not null then cast(b.transfer as decimal(18, 2)) end as transfer_before,
    case when b.told and b.net is not null then cast(b.land as decimal(18, 2)) end as land_before,
    case when n.told then cast(n.gross_business as decimal(18, 2)) end as gross_business, case when n.told then cast(n.gross as decimal(18, 2)) end as gross,
    case when b.told and b.net is not null then cast(b.gross_business as decimal(18, 2)) end as gross_business_before, case when b.told and b.net is not null then cast(b.gross as decimal(18, 2)) end as gross_before
  from now n
  left join before b on b.household_id = n.household_id
),
-- what each side would be if both households were as large
reckoned as (
  select *, net_income * persons_before as now_side, net_before * divisor as before_side,
    wage * persons_before - wage_before * divisor as wage_moved, business * persons_before - business_before * divisor as business_moved,
    property * persons_before - property_before * divisor as property_moved, transfer * persons_before - transfer_before * divisor as transfer_moved,
    land * persons_before - land_before * divisor as land_moved
  from facts
),
judged as (
  select r.*, case when has_before and net_income is not null and divisor > 0 and net_before is not null and persons_before > 0 then true else false end as comparable,
    abs(now_side - before_side) * 100 <= l.value * abs(before_side) as level,
    case when before_side > 0 then (now_side - before_side) * 100 >= before_side * (case when g.value > t.value then g.value else t.value end) end as reaches
  from reckoned r
  join ref_check_parameter l on l.name = 'monitor.income_level_percent'
  join ref_check_parameter t on t.name = 'monitor.income_target_percent'
  join ref_check_parameter g on g.name = 'monitor.rural_growth_percent'
),
final as (
  select household_id, village_code, status, main_cause, has_before, comparable, divisor as persons, persons_before, net_income, net_before, per_capita,
    case when persons_before > 0 then cast(divide_half_up(cast(net_before * 100 as bigint), persons_before) as decimal(18, 0)) * cast(0.01 as decimal(2, 2)) end as per_capita_before,
    -- hundredths of a per cent, half up, from whole yuan
    case when comparable and before_side >= 1 then cast(divide_half_up(try_cast(round(now_side - before_side, 0) * 10000 as bigint), try_cast(round(before_side, 0) as bigint)) as decimal(18, 0)) * cast(0.01 as decimal(2, 2)) end as percent,
    case when not comparable then '不明' when level then '持平' when now_side > before_side then '增收' else '减收' end as trend,
    case when comparable then reaches end as reaches,
    -- the part that fell most a head; of equal ones the first
    case
      when not comparable or level or now_side > before_side or wage_moved is null then ''
      when wage_moved <= business_moved and wage_moved <= property_moved and wage_moved <= transfer_moved and wage_moved <= land_moved then '工资性收入'
      when business_moved <= property_moved and business_moved <= transfer_moved and business_moved <= land_moved then '生产经营性收入'
      when property_moved <= transfer_moved and property_moved <= land_moved then '财产性收入'
      when transfer_moved <= land_moved then '转移性收入'
      else '失地保险收入'
    end as fallen_part,
    wage, wage_before, business, business_before, property, property_before, transfer, transfer_before, land, land_before, gross_business, gross, gross_business_before, gross_before,
    case
      when comparable then ''
      when not has_before then '没有上年收入'
      when net_before is null then '上年收入空白或读不出'
      when persons_before is null then '上年人口数不明'
      else '当年收入或人数不明'
    end as open,
    file, sheet, row, before_file, before_sheet, before_row
  from judged
)
select * from final
