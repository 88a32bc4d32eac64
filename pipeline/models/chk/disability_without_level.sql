-- severity: 警告
-- about: 健康状况填残疾,没有残疾等级
-- message: 健康状况填“{health}”,残疾等级却是空的。
-- mend: 按残疾人证补上等级;没有办证的督促办证。
-- source: 指标口径§9(数据质量)
-- group: 医疗与健康
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'disability_level' as column_name, '' as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, m.health
  from int_member_fact m
  join meta_column c on c.file = m.file and c.sheet = m.sheet and c.kind = 'member' and c.column_name = 'disability_level'
  where instr(m.health, '残疾') > 0 and m.disability_level is null and instr(m.rejected, ';disability_level;') = 0
    and m.certificate_level is null
)
select * from final
