-- about: villages that can be told by the names of township and village, which no other village shares
-- grain: township, village
-- finds: places
with final as (
  select township, village, min(village_code) as village_code
  from stg_village_list
  group by township, village
  having count(*) = 1
)
select * from final
