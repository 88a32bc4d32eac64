-- about: the classes and items of the tally in their order
-- grain: class, item
-- publish: trace/tally_item
-- order: class, number, item
with listed as (
  select case list when 'household_status' then 'status' when 'poor_attribute' then 'attribute' else 'cause' end as class, number, label as item
  from ref_code
  where list in ('household_status', 'poor_attribute', 'cause')
  union
  select 'income', number, label from ref_income_band
  union
  select class, 99, '不明' from (select 'status' as class union select 'attribute' union select 'cause' union select 'income') c
  union
  select class, number, item from int_tally where class in ('total', 'guarantee', 'exclusion')
),
final as (
  select class, cast(number as bigint) as number, item from listed
)
select * from final
