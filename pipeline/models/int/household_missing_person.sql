-- about: persons of a registered household whom the register leaves out (户内漏人): more were found there by the latest verification, or stand in the member sheet, than the household sheet counts; they are counted apart and in no rate
-- grain: household_id
-- source: indicators §1
with found as (
  -- as with the rates, only what is settled as 核实
  select a.household_id, v.persons
  from int_verification_answer a
  join stg_verification v on v.batch = a.batch and v.household_id = a.household_id
  where a.counts and a.reached
),
compared as (
  select h.household_id, h.village_code, i.declared_persons, i.members, f.persons as found_persons,
    greatest(coalesce(i.members, 0), coalesce(f.persons, 0)) - i.declared_persons as missing,
    h.file, h.sheet, h.row
  from int_household_verdict h
  join int_household_income i on i.household_id = h.household_id
  left join found f on f.household_id = h.household_id
  where h.status in ('脱贫户', '未脱贫户', '返贫户')
),
final as (
  select * from compared where missing > 0
)
select * from final
