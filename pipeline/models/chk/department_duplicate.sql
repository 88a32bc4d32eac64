-- severity: 警告
-- about: 部门名单上同一人同一件事列了两次
-- message: {item}在 {other} 已有一笔,人、日期、金额都相同;预警只算一次。
-- mend: 核对是否重复,重复的删去一行;确是两次的,写明不同之处。
-- source: 指标口径§6(防返贫监测)
-- group: 贫困状况
-- confirm: yes
with numbered as (
  select d.*, lag(concat(d._file, ' › ', d._sheet, ' › 第', cast(d._row as string), '行')) over (
    partition by d.person_key, d.item, d.amount, d.quantity, d.occurred_on order by d._file, d._sheet, d._row) as other
  from stg_department d
  where d.person_key is not null and d.occurred_on is not null and d.item is not null
),
final as (
  select 'department' as kind, _file as file, _sheet as sheet, _row as row, 'item' as column_name, item as value,
    coalesce(home_household, '') as household_id, '' as village_code, concat_ws('/', id_number, item, cast(occurred_on as string)) as entity, item, other
  from numbered
  where other is not null
)
select * from final
