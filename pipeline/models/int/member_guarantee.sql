-- about: what each member row says about compulsory schooling and medical insurance: true, false or unknown
-- grain: _file, _sheet, _row
-- source: 指标口径§1(户的判定):截止日期满6至15周岁的看在校;送教上门、因身体原因不具备学习条件的算有保障
with final as (
  select household_id, _file as file, _sheet as sheet, _row as row, age,
    age between 6 and 15 as school_age,
    case
      when dropout_reason in ('送教上门', '因身体原因不具备学习条件') then true
      when dropout_reason is not null or school_status = '非在校生' then false
      -- a six-year-old starts school only in the September after the birthday
      when school_status = '学龄前儿童' and age > 6 then null
      when instr(_rejected, ';dropout_reason;') > 0 then null
      when school_status is not null then true
    end as schooled,
    case
      when resident_medical or employee_medical then true
      -- one scheme is enough, and most sheets ask for the residents' only
      when resident_medical = false and instr(_rejected, ';employee_medical;') = 0 then false
    end as insured,
    -- the cell that speaks of schooling
    case when dropout_reason is not null then 'dropout_reason' else 'school_status' end as school_evidence
  from stg_member
)
select * from final
