-- about: every alert of a rule in force, with the person, the amount against the threshold, the row of the department's list that decided, and whether the household is monitored already
-- label: 防返贫预警
-- definition: 每条规则、每人(看全户的规则,每户)一行:部门比对表或户表、上年收入表达到预警规则的,以及该户是否已纳入监测
-- grain: period, village_code, household_id, rule, file, sheet, row
-- publish: data/alerts
-- order: village_code, household_id, rule, file, sheet, row
-- mask: person=name
-- columns: period=评估年度;village_code=村代码;household_id=户编号;status=户类型;person=何人(已掩去),看全户的规则为空;relationship=与户主关系,看全户的规则为全户;rule_order=规则的顺序;rule=预警规则;meaning=类别:风险(长期的)、突发、线索(只供核对,不据以判定);department=部门;item=事项;measure=计量;value=达到的数,元或%,计量为“有”的为空;comparator=比较;threshold=阈值,元或%;events=件数;last_on=最后一件的日期;result=预警,或待核(金额空白或读不出,或户类型不明);monitored=该户:已纳入、已消除、未纳入、不明;class_registered=登记的监测对象类别;state=该户的监测状态;file=来源文件;sheet=来源工作表;row=来源行;cell=来源单元格;header=表头
with persons as (
  select household_id, person_key, min(name) as name, min(relationship) as relationship
  from int_member_fact
  where person_key is not null
  group by household_id, person_key
),
final as (
  select p.period, a.village_code, a.household_id, coalesce(a.status, '') as status, coalesce(m.name, a.name) as person,
    coalesce(m.relationship, case when a.kind = 'household' then '全户' else '' end) as relationship, a.rule_order, a.rule, a.meaning,
    coalesce(a.department, '') as department, a.item, a.measure, a.value, a.comparator, a.threshold, cast(a.events as bigint) as events, a.last_on,
    case when a.certain then '预警' else '待核' end as result,
    case when g.class_registered = '不明' then '不明' when g.class_registered = '' then '未纳入' when g.removed then '已消除' when g.removed is null then '不明' else '已纳入' end as monitored,
    case when g.class_registered = '不明' then '' else g.class_registered end as class_registered, g.state,
    a.file, a.sheet, a.row, concat(coalesce(c.letter, k.letter, ''), cast(a.row as string)) as cell, coalesce(c.header, k.header, '') as header
  from int_alert a
  cross join ref_setting p
  join int_household_monitoring g on g.household_id = a.household_id
  left join persons m on m.household_id = a.household_id and m.person_key = a.person_key
  left join meta_column c on c.file = a.file and c.sheet = a.sheet and c.kind = a.kind and c.column_name = a.column_name
  left join meta_column k on k.file = a.file and k.sheet = a.sheet and k.kind = a.kind and k.column_name = case a.kind when 'department' then 'id_number' else 'household_id' end
)
select * from final
