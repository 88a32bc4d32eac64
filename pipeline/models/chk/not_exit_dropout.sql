-- severity: 警告
-- about: 不得脱贫:有适龄儿童失学辍学
-- message: 该户{leaving},而{who};有失学辍学的不得脱贫。
-- mend: 劝返复学(或送教上门)后再按程序脱贫;填错的,改正{label}。
-- source: 驻村干部脱贫攻坚工作手册(退出标准;待核对原文)
-- group: 不得脱贫
-- confirm: yes
with final as (
  select 'member' as kind, m._file as file, m._sheet as sheet, m._row as row,
    case when m.dropout_reason is not null then 'dropout_reason' else 'school_status' end as column_name,
    coalesce(m.dropout_reason, m.school_status, '') as value, c.household_id, c.village_code,
    concat_ws('/', m.household_id, m.id_number, m.name) as entity, c.leaving,
    concat(coalesce(m.relationship, '成员'), '(', cast(m.age as string), '岁)', case when m.dropout_reason is not null then concat('失学辍学:', m.dropout_reason) else concat('在校生状况为', m.school_status) end) as who,
    case when m.dropout_reason is not null then '失学或辍学原因' else '在校生状况' end as label
  from int_exit_candidate c
  join int_member_guarantee g on g.household_id = c.household_id and g.school_age and g.schooled = false
  join stg_member m on m._file = g.file and m._sheet = g.sheet and m._row = g.row
  union all
  -- the household sheet says so, and no member row does
  select 'household', c.file, c.sheet, c.row, 'education', '否', c.household_id, c.village_code, '', c.leaving, '义务教育保障填“否”', '义务教育保障'
  from int_exit_candidate c
  join int_household_guarantee g on g.household_id = c.household_id
  where g.education_flag = false and coalesce(g.out_of_school, 0) = 0
)
select * from final
