-- severity: 提示
-- about: 过了整改期限还没有整改好
-- message: 整改期限 {value},到 {as_of} 仍是“{state}”。
-- mend: 已整改的补状态和完成日期;没有整改的催办。
-- source: 指标口径§8(帮扶与项目)
-- group: 帮扶与项目
-- confirm: yes
with final as (
  select 'rectification' as kind, r._file as file, r._sheet as sheet, r._row as row, 'deadline' as column_name, cast(r.deadline as string) as value,
    coalesce(r.household_id, '') as household_id, coalesce(r.village_code, '') as village_code, r.problem_id as entity, cast(p.as_of as string) as as_of, r.state
  from raw_rectification r
  cross join ref_setting p
  where r.deadline < p.as_of and r.state in ('未整改', '整改中')
)
select * from final
