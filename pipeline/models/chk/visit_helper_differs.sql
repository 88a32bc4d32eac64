-- severity: 警告
-- about: 走访的人不是户表的帮扶责任人
-- message: 这一户的走访都不是户表所填的帮扶责任人去的。
-- mend: 核对户表的帮扶责任人;已调换的改户表。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
-- confirm: yes
with told as (
  select r.household_id, r._file, r._sheet, min(r._row) as row, max(case when replace(r.helper, ' ', '') = replace(h.helper, ' ', '') then 1 else 0 end) as once
  from raw_assistance r
  join stg_household h on h.household_id = r.household_id
  where h.helper is not null
    -- several helpers in one cell are another matter
    and instr(h.helper, '、') = 0 and instr(r.helper, '、') = 0
  group by r.household_id, r._file, r._sheet
),
final as (
  select 'assistance' as kind, t._file as file, t._sheet as sheet, t.row, 'helper' as column_name, r.helper as value,
    t.household_id, h.home_village as village_code
  from told t
  join stg_household h on h.household_id = t.household_id
  join raw_assistance r on r._file = t._file and r._sheet = t._sheet and r._row = t.row
  where t.once = 0
)
select * from final
