-- about: what the four-level tables count a household under: status, attribute, cause, income band, guarantees, exclusions and what else the sheets of the levels ask for; an exclusion left blank says no, one that could not be read says nothing
-- grain: household_id
-- source: indicators §4
with final as (
  select v.household_id, v.village_code, v.status, v.status in ('脱贫户', '未脱贫户', '返贫户') as registered, v.persons,
    h.poor_attribute, h.main_cause,
    -- an income on the edge of two bands is in the upper one
    e.number as band_number, e.label as band,
    v.food, v.clothing, v.education, v.medical, v.housing, v.water,
    v.food and v.clothing and v.education and v.medical and v.housing and v.water as six_met,
    case when instr(h._rejected, ';excl_public_salary;') = 0 then coalesce(h.excl_public_salary, false) end as public_salary,
    case when instr(h._rejected, ';excl_village_cadre;') = 0 then coalesce(h.excl_village_cadre, false) end as village_cadre,
    case when instr(h._rejected, ';excl_bought_flat;') = 0 then coalesce(h.excl_bought_flat, false) end as bought_flat,
    case when instr(h._rejected, ';excl_vehicle;') = 0 then coalesce(h.excl_vehicle, false) end as vehicle,
    case when instr(h._rejected, ';excl_business;') = 0 then coalesce(h.excl_business, false) end as business,
    case when instr(h._rejected, ';excl_savings;') = 0 then coalesce(h.excl_savings, false) end as savings,
    case when instr(h._rejected, ';excl_away;') = 0 then coalesce(h.excl_away, false) end as away,
    case when instr(h._rejected, ';excl_elsewhere;') = 0 then coalesce(h.excl_elsewhere, false) end as elsewhere,
    case when instr(h._rejected, ';excl_supporter;') = 0 then coalesce(h.excl_supporter, false) end as supporter,
    case when instr(h._rejected, ';monitored_class;') = 0 then h.monitored_class is not null end as monitored,
    h.electricity, h.television, h.toilet
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  join int_household_income i on i.household_id = v.household_id
  left join ref_income_band e on (e.from_yuan is null or i.net >= e.from_yuan * i.divisor) and (e.to_yuan is null or i.net < e.to_yuan * i.divisor)
    and i.net is not null and i.divisor is not null
)
select * from final
