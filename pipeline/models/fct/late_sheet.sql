-- about: on which day each sheet of the four levels was filled in, and whether that is after its deadline
-- grain: file, sheet, kind
-- publish: trace/late_sheet
-- order: file, sheet, kind
with final as (
  select i.file, i.sheet, i.kind, i.filled_on, d.due, i.filled_on > d.due as late
  from meta_intake i
  left join ref_deadline d on d.kind = case when i.kind = 'household_member' then 'household' else i.kind end
)
select * from final
