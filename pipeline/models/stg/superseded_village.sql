-- about: villages of which a household sheet came more than once
-- grain: village_code
with final as (
  select distinct coalesce(r.village_code, n.village_code, '未定') as village_code
  from raw_household r
  join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  left join stg_village_name n on n.township = r.township and n.village = r.village
)
select * from final
