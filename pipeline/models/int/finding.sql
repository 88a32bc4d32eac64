-- about: findings with the village of their household where they name none themselves
-- grain: finding_id
with final as (
  select f.*, coalesce(nullif(f.village_code, ''), nullif(h.home_village, '未定'), '') as found_village
  from meta_finding f
  left join stg_household h on h.household_id = f.household_id
)
select * from final
