-- severity: 警告
-- about: 没有老人却有养老金
-- message: 养老金 {value} 元,人表却没有满{bound}周岁的成员(最大的{oldest}岁)。
-- mend: 核对养老金和成员的出生日期;提前退休等属实的不必改。
-- source: 指标口径§9(数据质量)
-- group: 收入
-- confirm: yes
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'pension' as column_name, plain(h.pension) as value,
    h.household_id, h.home_village as village_code, p.text as bound, cast(f.oldest as string) as oldest
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  join ref_check_parameter p on p.name = 'check.elderly_age'
  where h.pension > 0 and f.age_unknown = 0 and f.oldest < p.value
)
select * from final
