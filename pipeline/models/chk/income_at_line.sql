-- severity: 提示
-- about: 人均纯收入恰等于贫困线
-- message: 人均纯收入恰等于贫困线 {line} 元:不高于线,也不低于线。
-- mend: 核对各项收入是否按线凑数。
-- source: 指标口径§1(户的判定)
-- group: 收入
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, '' as column_name, cast(i.per_capita as string) as value,
    h.household_id, h.home_village as village_code, cast(i.line as string) as line
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  where i.income_above = false and i.income_below = false
)
select * from final
