-- about: what the rules of the policies ask of a person or a household, one row a fact that some rule asks for: a number, or a text (是, 否 or a label); null is unknown. Nobody asks the school of a person of an age for none, so a blank there says none
-- grain: subject, file, sheet, row, fact
-- source: indicators §7; 贫困户帮扶责任人培训提纲
-- facts: school_status=在校生状况/school_status;disabled=残疾/是否;disability_level=残疾等级(1到4,没有残疾的为5)/数;low_income_aid=享受低保/是否;extreme_poverty_aid=特困供养/是否;age=年龄(周岁)/数;status=户类型/household_status;relocated=易地搬迁户/是否;house_grade=危房等级/house_grade
with wanted as (
  select distinct subject, fact from ref_policy_rule where fact is not null
),
persons as (
  select m.household_id, h.home_village as village_code, h.status, h.relocated, h.house_grade, m.person_key, m.name, m.relationship, m.age,
    case
      when m.school_status is not null then m.school_status
      when instr(m.rejected, ';school_status;') > 0 then null
      when m.age < low.value then '学龄前儿童'
      when m.age > high.value then '非在校生'
    end as school_status,
    m.disabled, case when m.disabled then m.level when not m.disabled then 5 end as disability_level,
    m.low_income_aid, m.extreme_poverty_aid, m.file, m.sheet, m.row
  from int_member_fact m
  join stg_household h on h.household_id = m.household_id
  join ref_check_parameter low on low.name = 'check.school_age_low'
  join ref_check_parameter high on high.name = 'check.pupil_age'
),
asked as (
  select '人' as subject, 'member' as kind, p.*, w.fact
  from persons p
  join wanted w on w.subject = '人'
  union all
  select '户', 'household', h.household_id, h.home_village, h.status, h.relocated, h.house_grade, cast(null as string), cast(null as string), '全户', cast(null as bigint),
    cast(null as string), cast(null as boolean), cast(null as bigint), cast(null as boolean), cast(null as boolean), h._file, h._sheet, h._row, w.fact
  from stg_household h
  join wanted w on w.subject = '户'
),
final as (
  select subject, kind, file, sheet, row, village_code, household_id, person_key, name, relationship, age, status, fact,
    case fact when 'age' then age when 'disability_level' then disability_level end as number,
    case fact
      when 'school_status' then school_status
      when 'disabled' then case when disabled then '是' when not disabled then '否' end
      when 'low_income_aid' then case when low_income_aid then '是' when not low_income_aid then '否' end
      when 'extreme_poverty_aid' then case when extreme_poverty_aid then '是' when not extreme_poverty_aid then '否' end
      when 'relocated' then case when relocated then '是' when not relocated then '否' end
      when 'status' then status
      when 'house_grade' then house_grade
    end as text,
    case fact
      when 'school_status' then 'school_status' when 'disabled' then 'health' when 'disability_level' then 'disability_level'
      when 'low_income_aid' then 'low_income_aid' when 'extreme_poverty_aid' then 'extreme_poverty_aid' when 'age' then 'id_number'
      when 'house_grade' then 'house_grade' when 'relocated' then 'relocated' when 'status' then case kind when 'household' then 'status' end
    end as column_name
  from asked
)
select * from final
