-- severity: 提示
-- about: 不得脱贫:有残疾人而无固定收入
-- message: 该户{leaving},有残疾人({who}),而全户工资性收入{wage}元,不高于{bound}元,无人有公益性岗位或务工;残疾而无固定收入的户不得脱贫。
-- mend: 落实岗位或兜底保障后再按程序脱贫;填错的,改正收入或务工情况。
-- source: 不得脱贫情形(出处待核对原文)
-- group: 不得脱贫
-- confirm: yes
with disabled as (
  select household_id, file, sheet, row, health, disability_class, disability_level, relationship,
    row_number() over (partition by household_id order by file, sheet, row) as nth
  from int_member_fact
  where disabled
),
final as (
  select 'member' as kind, d.file, d.sheet, d.row,
    case when instr(d.health, '残疾') > 0 then 'health' when d.disability_class is not null then 'disability_class' when d.disability_level is not null then 'disability_level' else 'id_number' end as column_name,
    case when instr(d.health, '残疾') > 0 then d.health when d.disability_class is not null then d.disability_class when d.disability_level is not null then d.disability_level else '' end as value,
    c.household_id, c.village_code, c.household_id as entity, c.leaving, coalesce(d.relationship, '成员') as who, plain(coalesce(h.wage_income, 0)) as wage, b.text as bound
  from int_exit_candidate c
  join stg_household h on h.household_id = c.household_id
  join disabled d on d.household_id = c.household_id and d.nth = 1
  join int_household_income i on i.household_id = c.household_id
  join int_household_fact f on f.household_id = c.household_id
  join ref_check_parameter b on b.name = 'check.exit_fixed_income'
  where i.parts_blank = false and instr(h._rejected, ';wage_income;') = 0 and coalesce(h.wage_income, 0) <= b.value
    and f.working = 0 and f.working_unknown = 0
)
select * from final
