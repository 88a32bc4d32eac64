-- severity: 提示
-- about: 健康的青壮年填文盲或半文盲
-- message: {age}岁、健康,文化程度填“文盲或半文盲”。
-- mend: 核对文化程度;属实的不必改。
-- source: 指标口径§9(数据质量)
-- group: 教育
-- confirm: yes
with final as (
  select 'member' as kind, m.file, m.sheet, m.row, 'schooling' as column_name, m.schooling as value,
    m.household_id, coalesce(m.village_code, '') as village_code, m.person as entity, cast(m.age as string) as age
  from int_member_fact m
  join ref_check_parameter l on l.name = 'check.adult_age'
  join ref_check_parameter h on h.name = 'check.illiterate_age'
  where m.schooling = '文盲或半文盲' and m.healthy and m.age between l.value and h.value
)
select * from final
