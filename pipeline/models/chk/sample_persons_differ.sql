-- severity: 警告
-- about: 核查人口数与户表不一致
-- message: 核查 {found} 人,户表 {register} 人。
-- mend: 核对户口簿;户表有误的改户表,核查有误的改核查表。
-- source: issue: bad input; inputs, verification
-- group: 核查
-- confirm: yes
with final as (
  select 'verification' as kind, file, sheet, row, 'persons' as column_name, cast(found_persons as string) as value, household_id, village_code,
    cast(found_persons as string) as found, cast(register_persons as string) as register
  from int_sample_visit
  where found_persons <> register_persons
)
select * from final
