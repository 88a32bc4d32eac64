-- severity: 提示
-- about: 家庭人口数偏多
-- message: 家庭人口数 {value} 人,达到或超过 {bound} 人。
-- mend: 核对是否把已分户的人填在了一户;确是一户的,不必改。
-- source: 各县实际做过的检查
-- group: 家庭结构
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'persons' as column_name, cast(h.persons as string) as value,
    h.household_id, h.home_village as village_code, p.text as bound
  from stg_household h
  join ref_check_parameter p on p.name = 'check.persons_many'
  where h.persons >= p.value
)
select * from final
