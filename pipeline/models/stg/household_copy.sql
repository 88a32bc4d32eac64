-- about: rows of household sheets that do not count because an earlier row has the same 户编号
-- grain: file, sheet, row
with kept as (
  select r.household_id, coalesce(r.village_code, n.village_code, '未定') as village_code, r._file as file, r._sheet as sheet, r._row as row,
    row_number() over (partition by r.household_id order by r._file, r._sheet, r._row) as copy
  from raw_household r
  left join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  left join stg_village_name n on n.township = r.township and n.village = r.village
  where s.file is null
),
final as (
  select household_id, village_code, file, sheet, row from kept where copy > 1
)
select * from final
