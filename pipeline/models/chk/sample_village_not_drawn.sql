-- severity: 错误
-- about: 核查了抽样框中没有抽中的村
-- message: 村代码“{village_code}”{why},这一户不计入抽样评估。
-- mend: 核对村代码和抽样框;抽样框漏了的,补上该村并注明入样。
-- source: 统计口径§1(只计抽中的村)
-- group: 核查
with final as (
  select 'verification' as kind, file, sheet, row, 'village_code' as column_name, village_code as value, household_id, village_code,
    case when in_frame then '在抽样框中没有抽中' else '不在抽样框中' end as why
  from int_sample_visit
  where not in_sample and (in_frame or (select count(*) from int_sample_village where in_frame) > 0)
)
select * from final
