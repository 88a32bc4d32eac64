-- severity: 警告
-- about: 全户都是未成年人
-- message: 全户{members}人都不满{bound}岁,最大的{oldest}岁。
-- mend: 核对是否漏填了成年的成员;孤儿、事实无人抚养儿童户属实的不必改。
-- source: 指标口径§9(数据质量)
-- group: 家庭结构
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'persons' as column_name, coalesce(cast(h.persons as string), '') as value,
    h.household_id, h.home_village as village_code, cast(f.members as string) as members, cast(f.oldest as string) as oldest, p.text as bound
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join ref_check_parameter p on p.name = 'check.adult_age'
  where f.age_unknown = 0 and f.oldest < p.value
)
select * from final
