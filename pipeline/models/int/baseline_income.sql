-- about: net income and persons of a household in the year before the assessment, by the same sum as this year's, else as it was declared a head; null where a cell of it could not be read
-- grain: household_id
-- source: indicators §1, §6
with final as (
  select r.household_id, r.year, r.persons,
    case
      when r._rejected <> '' then null
      when r.wage_income is not null or r.business_income is not null or r.property_income is not null or r.transfer_income is not null
        then coalesce(r.wage_income, 0) + coalesce(r.business_income, 0) + coalesce(r.property_income, 0) + coalesce(r.transfer_income, 0) + coalesce(r.land_insurance_income, 0)
          - case when instr(p.income_exclude, ';pension;') > 0 then coalesce(r.pension, 0) else 0 end
          - case when instr(p.income_exclude, ';excluded_income;') > 0 then coalesce(r.excluded_income, 0) else 0 end
          - coalesce(r.business_expense, 0)
      else r.declared_per_capita * r.persons
    end as net
  from stg_baseline r
  cross join ref_setting p
  where r.year = p.period - 1
)
select * from final
