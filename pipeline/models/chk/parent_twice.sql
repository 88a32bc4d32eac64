-- severity: 警告
-- about: 一户有两个父亲或两个母亲
-- message: 本户另有“{value}”:{other}。
-- mend: 按户口簿核对与户主关系,是岳父母、公婆、祖父母的改正。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
-- confirm: yes
with numbered as (
  select *, lag(concat(file, ' › ', sheet, ' › 第', cast(row as string), '行')) over (partition by household_id, relationship order by file, sheet, row) as other
  from int_member_fact
  where relationship in ('之父', '之母', '之岳父', '之岳母', '之公公', '之婆婆')
),
final as (
  select 'member' as kind, file, sheet, row, 'relationship' as column_name, relationship as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, other
  from numbered
  where other is not null
)
select * from final
