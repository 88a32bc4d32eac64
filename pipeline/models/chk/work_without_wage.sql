-- severity: 警告
-- about: 有人务工却没有工资性收入
-- message: 人表有{working}名成员填了务工时间或公益性岗位,工资性收入却{seen}。
-- mend: 补上工资性收入,或核对务工时间。
-- source: 各县实际做过的检查
-- group: 劳动力
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'wage_income' as column_name, case when h.wage_income = 0 then '0' else '' end as value,
    h.household_id, h.home_village as village_code, cast(f.working as string) as working, case when h.wage_income = 0 then '为0' else '是空的' end as seen
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  where f.working > 0 and coalesce(h.wage_income, 0) = 0 and instr(h._rejected, ';wage_income;') = 0
    -- all parts blank is another matter: the income is unknown
    and (h.wage_income is not null or h.business_income is not null or h.property_income is not null or h.transfer_income is not null)
)
select * from final
