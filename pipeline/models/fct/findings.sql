-- about: what is wrong with the data, from the readers and from the checks
-- label: 问题
-- definition: 读表和检查时发现的每个问题:在哪个单元格,错在哪里,怎样改
-- grain: finding_id
-- publish: data/findings
-- order: finding_id
-- columns: finding_id=问题编号,各次运行不变;rule=规则代号;severity=级别:错误、警告、提示;file=文件;sheet=工作表;cell=单元格;header=表头;value=所填,个人信息已掩去;message=问题;mend=怎样改;household_id=户编号;village_code=村代码
with final as (
  select finding_id, rule, severity, file, sheet, cell, header, value, message, mend, household_id, found_village as village_code
  from int_finding
)
select * from final
