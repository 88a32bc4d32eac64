-- severity: 警告
-- about: 有人特困供养却没有供养金
-- message: 人表有{persons}人享受特困供养,特困供养金却{seen}。
-- mend: 补上全年的供养金;集中供养不发到户的写明。
-- source: 各县实际做过的检查
-- group: 医疗与健康
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'extreme_poverty_income' as column_name, case when h.extreme_poverty_income = 0 then '0' else '' end as value,
    h.household_id, h.home_village as village_code, cast(f.extreme_poverty_aid as string) as persons, case when h.extreme_poverty_income = 0 then '为0' else '是空的' end as seen
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join meta_column c on c.file = h._file and c.sheet = h._sheet and c.kind = 'household' and c.column_name = 'extreme_poverty_income'
  where f.extreme_poverty_aid > 0 and coalesce(h.extreme_poverty_income, 0) = 0 and instr(h._rejected, ';extreme_poverty_income;') = 0
)
select * from final
