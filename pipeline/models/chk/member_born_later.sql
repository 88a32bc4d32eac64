-- severity: 错误
-- about: 出生日期在截止日期之后
-- message: 出生日期在截止日期 {as_of} 之后。
-- mend: 核对出生日期和证件号码;截止日期之后出生的,下一期再填。
-- source: 指标口径§9(数据质量)
-- group: 身份
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, case when m.birth_date is null then 'id_number' else 'birth_date' end as column_name,
    coalesce(cast(m.birth_date as string), m.id_number) as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(p.as_of as string) as as_of
  from int_member_fact m
  cross join ref_setting p
  where m.born > p.as_of
)
select * from final
