-- severity: 错误
-- about: 走访日期在截止日期之后
-- message: 走访日期 {value},在截止日期 {as_of} 之后。
-- mend: 核对走访日期。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
with final as (
  select 'assistance' as kind, r._file as file, r._sheet as sheet, r._row as row, 'visited_on' as column_name, cast(r.visited_on as string) as value,
    r.household_id, coalesce(r.village_code, '') as village_code, concat_ws('/', r.household_id, r.helper, cast(r.visited_on as string)) as entity, cast(p.as_of as string) as as_of
  from raw_assistance r
  cross join ref_setting p
  where r.visited_on > p.as_of
)
select * from final
