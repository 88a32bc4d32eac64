-- about: the households and rows that may be behind a difference between what a level reports and what the households come to
-- grain: village_code, reason, file, sheet, row
-- publish: trace/reconcile_doubt
-- order: village_code, number, household_id, file, sheet, row
-- source: indicators §4
with final as (
  select d.village_code, coalesce(a.township, '未定') as township, coalesce(a.village, d.village_code) as village, d.number, d.reason, d.household_id,
    coalesce(v.status, '') as status, d.persons, cast(d.rows as bigint) as rows, d.file, d.sheet, d.row,
    case when d.row > 0 then concat(coalesce(c.letter, ''), cast(d.row as string)) else '' end as cell, coalesce(c.header, '') as header
  from int_level_doubt d
  left join int_village a on a.village_code = d.village_code
  left join int_household_verdict v on v.household_id = d.household_id and v.file = d.file and v.sheet = d.sheet and v.row = d.row
  left join meta_column c on c.file = d.file and c.sheet = d.sheet and c.kind = 'household' and c.column_name = d.column_name
)
select * from final
