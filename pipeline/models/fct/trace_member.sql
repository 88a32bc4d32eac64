-- about: what the members say about schooling and insurance; no personal column
-- grain: file, sheet, row
-- publish: trace/member
-- order: household_id, file, sheet, row
with final as (
  select household_id, relationship, age, school_status, dropout_reason, resident_medical, employee_medical,
    _file as file, _sheet as sheet, _row as row
  from stg_member
)
select * from final
