-- about: the hard spending (刚性支出) of a household net of what was paid back: schooling, illness and other, the sum, and its share of the net income
-- grain: household_id
-- source: 贫困户帮扶责任人培训提纲: 刚性支出 = 教育支出 − 教育补助, 医疗总费用 − 医疗报销, 其他; as with the income a blank cell counts as 0 once one of the three expenses is filled, one that could not be read makes what rests on it unknown
with facts as (
  select h.household_id, i.net,
    -- what was paid back is left blank where nothing was
    case when instr(h._rejected, ';education_subsidy;') = 0 then h.education_expense - coalesce(h.education_subsidy, 0) end as education_cost,
    case when instr(h._rejected, ';medical_reimbursed;') = 0 then h.medical_expense - coalesce(h.medical_reimbursed, 0) end as medical_cost,
    h.other_rigid_expense as other_cost,
    instr(h._rejected, ';education_expense;') > 0 or instr(h._rejected, ';education_subsidy;') > 0
      or instr(h._rejected, ';medical_expense;') > 0 or instr(h._rejected, ';medical_reimbursed;') > 0
      or instr(h._rejected, ';other_rigid_expense;') > 0 as part_rejected
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
),
summed as (
  select *,
    case when not part_rejected and (education_cost is not null or medical_cost is not null or other_cost is not null)
      then coalesce(education_cost, 0) + coalesce(medical_cost, 0) + coalesce(other_cost, 0) end as burden
  from facts
),
final as (
  select household_id, net, education_cost, medical_cost, other_cost, burden,
    -- ten thousandths, half up; without income there is no share
    case when net > 0 then cast(cast(divide_half_up(cast(round(burden, 2) * 100 as bigint) * 10000, cast(round(net, 2) * 100 as bigint)) as decimal(18, 0))
      * cast(0.0001 as decimal(4, 4)) as decimal(18, 4)) end as share
  from summed
)
select * from final
