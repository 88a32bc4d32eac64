-- about: the six guarantees (两不愁三保障和饮水安全), each true, false or unknown, with the flag and the evidence that decided
-- grain: household_id
-- source: 指标口径§1(户的判定):户表的标记为准;标记空白的看成员或危房等级;两处矛盾的为否
with evidence as (
  select h.household_id, h.food, h.clothing, h.water,
    h.education as education_flag, h.medical as medical_flag, h.housing as housing_flag, h.house_grade,
    instr(h._rejected, ';education;') > 0 as education_rejected,
    instr(h._rejected, ';medical;') > 0 as medical_rejected,
    instr(h._rejected, ';housing;') > 0 as housing_rejected,
    m.members, m.out_of_school, m.uninsured,
    case when m.out_of_school > 0 then false when m.school_unknown = 0 then true end as education_seen,
    case when m.uninsured > 0 then false when m.insured_unknown = 0 then true end as medical_seen,
    case when h.house_grade in ('C', 'D') then false when h.house_grade in ('A', 'B') then true end as housing_seen
  from stg_household h
  left join int_household_member m on m.household_id = h.household_id
),
final as (
  select *,
    -- an unreadable flag stays unknown, unless the evidence alone makes it false
    case when education_seen = false or education_flag = false then false
      when education_flag or (education_seen and not education_rejected) then true end as education,
    case when medical_seen = false or medical_flag = false then false
      when medical_flag or (medical_seen and not medical_rejected) then true end as medical,
    case when housing_seen = false or housing_flag = false then false
      when housing_flag or (housing_seen and not housing_rejected) then true end as housing
  from evidence
)
select * from final
