-- about: the projects (项目资金台账), one row a project and village; of two rows for one that of the newer sheet counts, else the first by file, sheet and row; a row whose 村代码 is missing or unreadable finds its village by township and name
-- grain: project_id, home_village
with placed as (
  select r.*, coalesce(r.village_code, n.village_code, '未定') as home_village, i.filled_on
  from raw_project r
  left join stg_superseded_sheet s on s.kind = 'project' and s.file = r._file and s.sheet = r._sheet
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  left join stg_village_name n on n.township = r.township and n.village = r.village
  where s.file is null
),
kept as (
  select *, row_number() over (partition by project_id, home_village order by coalesce(filled_on, date '1900-01-01') desc, _file, _sheet, _row) as copy
  from placed
),
final as (
  select * from kept where copy = 1
)
select * from final
