-- about: what the members say about schooling and insurance; no personal column
-- grain: file, sheet, row
-- publish: trace/member
-- view: yes
-- order: household_id, file, sheet, row
with final as (
  select m.household_id, m.relationship, m.age, g.school_age, g.schooled, g.insured,
    m.school_status, m.dropout_reason, m.resident_medical, m.employee_medical, m._rejected as rejected, m._inferred as inferred,
    m._file as file, m._sheet as sheet, m._row as row
  from stg_member m
  join int_member_guarantee g on g.file = m._file and g.sheet = m._sheet and g.row = m._row
)
select * from final
