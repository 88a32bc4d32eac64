-- about: villages of which a household sheet came more than once
-- grain: village_code
with names as (
  select township, village, min(village_code) as village_code
  from stg_village_list
  group by township, village
  having count(*) = 1
),
final as (
  select distinct coalesce(r.village_code, n.village_code, '未定') as village_code
  from raw_household r
  join stg_superseded_sheet s on s.kind = 'household' and s.file = r._file and s.sheet = r._sheet
  left join names n on n.township = r.township and n.village = r.village
)
select * from final
