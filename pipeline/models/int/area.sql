-- about: counties, townships and villages with how many of their villages are expected to send household sheets and how many have
-- grain: level, area_code
with final as (
  select level, area_code, min(area_name) as area_name,
    count(*) filter (where expected) as villages_expected,
    count(*) filter (where expected and arrived) as villages_arrived,
    count(*) filter (where expected and not arrived) as villages_missing
  from int_village_area
  group by level, area_code
)
select * from final
