-- about: what the checks ask of a member: who the person is (person tells rows apart when they move, person_key is the citizen number without what a disability certificate adds), sex and birth by the cell and by the ID number, whether at school, ill, disabled, able to work; null is unknown
-- grain: file, sheet, row
-- source: GB 11643: digits 7–14 of a citizen number are the birth date, digit 17 is odd for men; a disability certificate adds class 1–7 and level 1–4
with told as (
  select m.*, m._file as file, m._sheet as sheet, m._row as row,
    concat_ws('/', m.household_id, m.id_number, m.name) as person,
    case when length(m.id_key) in (18, 20, 22) then substr(m.id_key, 1, 18) end as person_key,
    case when length(m.id_key) in (20, 22) then substr(m.id_key, 19, 1) end as certificate_class,
    case when length(m.id_key) in (20, 22) then cast(substr(m.id_key, 20, 1) as bigint) end as certificate_level
  from stg_member m
),
final as (
  select t.household_id, h.home_village as village_code, t.file, t.sheet, t.row, t.person, t.person_key, t.certificate_class, t.certificate_level,
    t.name, t.id_type, t.id_number, t.id_key, t.relationship, t.sex, t.birth_date, t.born, t.age,
    case when t.person_key is not null then case when cast(substr(t.person_key, 17, 1) as bigint) % 2 = 1 then '男' else '女' end end as sex_by_id,
    coalesce(t.sex, case when t.person_key is not null then case when cast(substr(t.person_key, 17, 1) as bigint) % 2 = 1 then '男' else '女' end end) as sex_known,
    try_cast(concat_ws('-', substr(t.person_key, 7, 4), substr(t.person_key, 11, 2), substr(t.person_key, 13, 2)) as date) as born_by_id,
    t.schooling, t.school_status, t.dropout_reason,
    t.school_status not in ('非在校生', '学龄前儿童') as pupil,
    -- of schooling done and of the school attended: 1 primary, 2 junior, 3 senior, 4 college, 5 university and above
    case t.schooling when '文盲或半文盲' then 0 when '学龄前儿童' then 0 when '小学' then 1 when '初中' then 2 when '高中' then 3 when '大专' then 4 when '本科及以上' then 5 end as schooling_stage,
    case
      when t.school_status = '小学' then 1
      when t.school_status in ('七年级', '八年级', '九年级') then 2
      when t.school_status like '普通高中%' or t.school_status like '中职%' then 3
      when t.school_status like '高职高专%' or t.school_status like '技师学院%' then 4
      when t.school_status like '本科%' or t.school_status like '硕士%' then 5
    end as school_stage,
    t.health, t.health = '健康' as healthy,
    instr(t.health, '慢性病') > 0 or instr(t.health, '大病') > 0 as ill,
    case
      when instr(t.health, '残疾') > 0 or t.disability_class is not null or t.disability_level is not null or t.certificate_class is not null then true
      when t.health is not null then false
    end as disabled,
    t.disability_class, t.disability_level,
    case
      when instr(t.disability_level, '一') > 0 or instr(t.disability_level, '1') > 0 then 1
      when instr(t.disability_level, '二') > 0 or instr(t.disability_level, '2') > 0 then 2
      when instr(t.disability_level, '三') > 0 or instr(t.disability_level, '3') > 0 then 3
      when instr(t.disability_level, '四') > 0 or instr(t.disability_level, '4') > 0 then 4
    end as level,
    t.labour_skill, t.labour_skill in ('普通劳动力', '技能劳动力') as able,
    t.work_months, t.work_monthly_income, t.public_post, t.public_post_months,
    t.resident_medical, t.employee_medical, t.serious_illness_insurance, t.resident_pension, t.employee_pension,
    t.low_income_aid, t.extreme_poverty_aid, t._rejected as rejected
  from told t
  left join stg_household h on h.household_id = t.household_id
)
select * from final
