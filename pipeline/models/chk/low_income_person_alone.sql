-- severity: 警告
-- about: 有人享受低保却没有低保金
-- message: 人表有{persons}人享受低保,低保金却{seen}。
-- mend: 补上全年的低保金;已停发的改人表。
-- source: 各县实际做过的检查
-- group: 医疗与健康
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'low_income_aid_income' as column_name, case when h.low_income_aid_income = 0 then '0' else '' end as value,
    h.household_id, h.home_village as village_code, cast(f.low_income_aid as string) as persons, case when h.low_income_aid_income = 0 then '为0' else '是空的' end as seen
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'low_income_aid_income'
  where f.low_income_aid > 0 and coalesce(h.low_income_aid_income, 0) = 0 and instr(h._rejected, ';low_income_aid_income;') = 0
)
select * from final
