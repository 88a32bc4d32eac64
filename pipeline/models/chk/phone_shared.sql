-- severity: 提示
-- about: 许多户留同一个联系电话
-- message: 有{households}户留这个联系电话,达到或超过{bound}户。
-- mend: 核对是否代留;户里有电话的填户里的。
-- source: 指标口径§9(数据质量)
-- group: 身份
-- confirm: yes
with counted as (
  select *, count(*) over (partition by phone) as households
  from stg_household
  where phone is not null
),
final as (
  select 'household' as kind, c._file as file, c._sheet as sheet, c._row as row, 'phone' as column_name, c.phone as value,
    c.household_id, c.home_village as village_code, cast(c.households as string) as households, p.text as bound
  from counted c
  join ref_check_parameter p on p.name = 'check.phone_households'
  where c.households >= p.value
)
select * from final
