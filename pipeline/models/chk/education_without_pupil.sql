-- severity: 警告
-- about: 没有在校生却有教育支出
-- message: 教育支出 {value} 元,人表却没有一名在校的成员。
-- mend: 核对教育支出和成员的在校生状况;当年毕业的属实,不必改。
-- source: 指标口径§9(数据质量)
-- group: 收入
-- confirm: yes
with asked as (
  select distinct m.household_id
  from int_member_fact m
  join meta_column c on c.file = m.file and c.sheet = m.sheet and c.kind = 'member' and c.column_name = 'school_status'
  where instr(m.rejected, ';school_status;') = 0
),
final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'education_expense' as column_name, plain(h.education_expense) as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join asked a on a.household_id = h.household_id
  where h.education_expense > 0 and f.pupils = 0
)
select * from final
