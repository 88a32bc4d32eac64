-- severity: 错误
-- about: 同一人又享受低保又享受特困供养
-- message: 享受低保和特困供养都填“是”,两项不能同时享受。
-- mend: 核对民政名单,只留一项。
-- source: 各县实际做过的检查
-- group: 医疗与健康
with final as (
  select 'member' as kind, file, sheet, row, 'extreme_poverty_aid' as column_name, '是' as value,
    household_id, coalesce(village_code, '') as village_code, person as entity
  from int_member_fact
  where low_income_aid and extreme_poverty_aid
)
select * from final
