-- severity: 警告
-- about: 死亡名单上的人仍在人表
-- message: 部门死亡名单上有这个证件号码({day}),人表仍列为成员。
-- mend: 核实后从人表删去,家庭人口数一并改正;不是同一人的,核对证件号码。
-- source: 指标口径§6(防返贫监测)
-- group: 身份
-- confirm: yes
with dead as (
  select person_key, min(occurred_on) as died_on
  from stg_department
  cross join ref_setting p
  where item = '死亡' and person_key is not null and (occurred_on is null or occurred_on <= p.as_of)
  group by person_key
),
final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'id_number' as column_name, m.id_number as value,
    m.household_id, m.village_code, concat_ws('/', m.household_id, m.person_key) as entity, coalesce(cast(d.died_on as string), '没有写日期') as day
  from dead d
  join int_member_fact m on m.person_key = d.person_key
)
select * from final
