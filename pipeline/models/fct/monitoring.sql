-- about: every household that is monitored, should be or may have to be, with what the register says and what follows
-- label: 防返贫监测对象
-- definition: 每户一行:登记为监测对象的、按收入和预警应当纳入的、以及因空白无法判断的,登记与判定并列
-- grain: household_id
-- publish: data/monitoring
-- order: household_id
-- columns: period=评估年度;village_code=村代码;household_id=户编号;status=户类型;persons=人口数;per_capita=人均纯收入,元;line=监测线,元;below=人均纯收入低于监测线;risk=有预警(风险或突发);shock=有突发的预警;class_registered=登记的监测对象类别,空为没有登记,不明为表中没有这一栏或读不出;class_due=按收入和预警应属的类别,空为不应纳入或无法判断,待定为应纳入而类别不明;state=状态:已纳入、应纳未纳、风险已消除、应消未消、消除过早、整户无劳动能力、待核,空为清退或不需监测;unclear=空白使状态可能不同;since=识别监测时间;until=消除监测时间;months=监测的整月数;new_now=本期新增;removed_now=本期消除;reason=依据,以分号隔开;file=来源文件;sheet=来源工作表;row=来源行;cell=来源单元格;header=表头
with final as (
  select p.period, g.village_code, g.household_id, coalesce(g.status, '') as status, g.persons, g.per_capita, cast(g.line as decimal(18, 2)) as line, g.below, g.risk, g.shock,
    g.class_registered, g.class_due, g.state, g.unclear, g.since, g.until, cast(g.months as bigint) as months, coalesce(g.new_now, false) as new_now, coalesce(g.removed_now, false) as removed_now,
    g.reason, g.file, g.sheet, g.row, concat(coalesce(c.letter, k.letter, ''), cast(g.row as string)) as cell, coalesce(c.header, k.header, '') as header
  from int_household_monitoring g
  cross join ref_setting p
  left join meta_column c on c.file = g.file and c.sheet = g.sheet and c.kind = g.kind and c.column_name = g.column_name
  left join meta_column k on k.file = g.file and k.sheet = g.sheet and k.kind = g.kind and k.column_name = case g.kind when 'department' then 'id_number' else 'household_id' end
  where g.state <> '' or g.class_registered not in ('', '不明')
)
select * from final
