-- severity: 错误
-- about: 与户主关系和性别不符
-- message: 与户主关系填“{value}”,性别却是“{sex}”。
-- mend: 核对与户主关系和性别,改正有误的一处。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
with told as (
  select *,
    case
      when relationship in ('之子', '之女婿', '之孙子', '之外孙子', '之父', '之岳父', '之公公', '之祖父', '之外祖父', '之曾孙子', '之侄儿', '之叔伯') then '男'
      when relationship in ('之女', '之儿媳', '之孙女', '之外孙女', '之母', '之岳母', '之婆婆', '之祖母', '之外祖母', '之曾孙女', '之侄女', '之兄弟媳妇') then '女'
    end as of_relationship
  from int_member_fact
),
final as (
  select 'member' as kind, file, sheet, row, 'relationship' as column_name, relationship as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, sex_known as sex
  from told
  where sex_known <> of_relationship
)
select * from final
