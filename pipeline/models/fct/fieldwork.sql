-- about: the progress of the fieldwork: households by team (the workbook that it sent) and day, reached, not reached, and still to be visited
-- grain: file, sheet, checked_on
-- publish: trace/fieldwork
-- order: file, sheet, checked_on
with final as (
  select file, sheet, cast(checked_on as date) as checked_on,
    count(*) as households,
    count(*) filter (where response = '访到') as reached,
    count(*) filter (where response = '未访到') as absent,
    count(*) filter (where response = '待访') as pending,
    count(distinct village_code) as villages
  from int_sample_household
  where sampled
  group by file, sheet, cast(checked_on as date)
)
select * from final
