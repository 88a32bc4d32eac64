-- severity: 警告
-- about: 有工资性收入却没有人务工
-- message: 工资性收入 {value} 元,人表没有一名成员填了务工时间或公益性岗位。
-- mend: 补上务工成员的务工时间,或核对工资性收入。
-- source: 各县实际做过的检查
-- group: 劳动力
-- confirm: yes
with asked as (
  -- only where the member sheet asks for the months of work
  select distinct m.household_id
  from int_member_fact m
  join meta_column c on c.file = m.file and c.sheet = m.sheet and c.kind = 'member' and c.column_name = 'work_months'
),
final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'wage_income' as column_name, plain(h.wage_income) as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join asked a on a.household_id = h.household_id
  where h.wage_income > 0 and f.working = 0 and f.working_unknown = 0
)
select * from final
