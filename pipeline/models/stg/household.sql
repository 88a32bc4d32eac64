-- about: the household sheets, one row a household; a copy that came again is left out, of two rows with one 户编号 the first by file, sheet and row counts; a row without 村代码 finds its village by township and name
-- grain: household_id
with final as (
  select r.*, coalesce(r.village_code, n.village_code, '未定') as home_village
  from raw_household r
  left join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  left join stg_household_copy c on c.file = r._file and c.sheet = r._sheet and c.row = r._row
  left join stg_village_name n on n.township = r.township and n.village = r.village
  where s.file is null and c.file is null
)
select * from final
