-- about: the village teams (驻村工作队), one row a person and quarter; of two rows for one that of the newer sheet counts, else the first by file, sheet and row
-- grain: village_code, year, quarter, name
with kept as (
  select r.*, row_number() over (partition by r.village_code, r.year, r.quarter, r.name order by coalesce(i.filled_on, date '1900-01-01') desc, r._file, r._sheet, r._row) as copy
  from raw_work_team r
  left join stg_superseded_sheet s on s.kind = 'work_team' and s.file = r._file and s.sheet = r._sheet
  left join meta_intake i on i.file = r._file and i.sheet = r._sheet
  where s.file is null
),
final as (
  select *, case quarter when '一季度' then 1 when '二季度' then 2 when '三季度' then 3 when '四季度' then 4 end as quarter_number
  from kept
  where copy = 1
)
select * from final
