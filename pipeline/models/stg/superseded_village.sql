-- about: villages of which a household sheet came more than once
-- grain: village_code
with final as (
  select distinct village_code from stg_superseded_place
)
select * from final
