-- severity: 警告
-- about: 签到次数比驻村天数多得多
-- message: 季度签到 {value} 次,驻村只有 {days} 天。
-- mend: 核对签到次数和驻村天数,看是否填反了。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
-- confirm: yes
with final as (
  select 'work_team' as kind, r._file as file, r._sheet as sheet, r._row as row, 'sign_ins' as column_name, cast(r.sign_ins as string) as value,
    '' as household_id, r.village_code, concat_ws('/', r.village_code, cast(r.year as string), r.quarter, r.name) as entity, plain(r.resident_days) as days
  from raw_work_team r
  join ref_check_parameter p on p.name = 'check.sign_ins_a_day'
  where r.resident_days >= 0 and r.sign_ins > p.value * r.resident_days
)
select * from final
