-- about: whom the rules of the policies may be asked of, a person or a household, with the facts that they ask for: a number, or a text (是, 否 or a label); null is unknown. Nobody asks the school of a person of an age for none, so a blank there says none. A household has no facts of a person. Who has the same facts has the same profile
-- grain: subject, file, sheet, row
-- source: indicators §7; 贫困户帮扶责任人培训提纲
-- facts: school_status=在校生状况/school_status;disabled=残疾/是否;disability_level=残疾等级(1到4,没有残疾的为5)/数;low_income_aid=享受低保/是否;extreme_poverty_aid=特困供养/是否;age=年龄(周岁)/数;status=户类型/household_status;relocated=易地搬迁户/是否;house_grade=危房等级/house_grade
with asked as (
  select '人' as subject, 'member' as kind, m.file, m.sheet, m.row, h.home_village as village_code, m.household_id, m.person_key, m.name, m.relationship, m.age, h.status,
    case
      when m.school_status is not null then m.school_status
      when instr(m.rejected, ';school_status;') > 0 then null
      when m.age < low.value then '学龄前儿童'
      when m.age > high.value then '非在校生'
    end as school_status,
    case when m.disabled then '是' when not m.disabled then '否' end as disabled,
    case when m.disabled then m.level when not m.disabled then 5 end as disability_level,
    case when m.low_income_aid then '是' when not m.low_income_aid then '否' end as low_income_aid,
    case when m.extreme_poverty_aid then '是' when not m.extreme_poverty_aid then '否' end as extreme_poverty_aid,
    case when h.relocated then '是' when not h.relocated then '否' end as relocated, h.house_grade
  from int_member_fact m
  join stg_household h on h.household_id = m.household_id
  join ref_check_parameter low on low.name = 'check.school_age_low'
  join ref_check_parameter high on high.name = 'check.pupil_age'
  union all
  select '户', 'household', _file, _sheet, _row, home_village, household_id, null, null, '全户', null, status,
    null, null, null, null, null, case when relocated then '是' when not relocated then '否' end, house_grade
  from stg_household
),
final as (
  select *, concat_ws('/', subject, coalesce(school_status, '?'), coalesce(disabled, '?'), coalesce(cast(disability_level as string), '?'),
    coalesce(low_income_aid, '?'), coalesce(extreme_poverty_aid, '?'), coalesce(cast(age as string), '?'), coalesce(status, '?'), coalesce(relocated, '?'),
    coalesce(house_grade, '?')) as profile
  from asked
)
select * from final
