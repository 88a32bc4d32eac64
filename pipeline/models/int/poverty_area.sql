-- about: the areas over which poverty is measured: those of every village, and the poor villages (贫困村), the others and those of unknown kind of each county
-- grain: village_code, level
with final as (
  select village_code, level, area_code, area_name from int_village_area
  union all
  select village_code, 'village_kind',
    concat(county_code, case when poor_village then '-poor' when not poor_village then '-other' else '-unknown' end),
    case when poor_village then '贫困村' when not poor_village then '非贫困村' else '村类不明' end
  from int_village
)
select * from final
