-- about: the villages that stand in a household sheet of which a newer copy came, with how many rows
-- grain: file, sheet, village_code
with final as (
  select r._file as file, r._sheet as sheet, coalesce(r.village_code, n.village_code, '未定') as village_code, s.newer, count(*) as rows
  from raw_household r
  join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  left join stg_village_name n on n.township = r.township and n.village = r.village
  group by r._file, r._sheet, coalesce(r.village_code, n.village_code, '未定'), s.newer
)
select * from final
