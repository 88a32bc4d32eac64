-- about: what became of every policy for everyone whom it is for or who got it, with the reason and the cell that decided
-- label: 政策落实
-- definition: 每人(或每户)每项政策一行:按政策条件应享的、已经享受的,以及两者是否相符
-- grain: period, village_code, household_id, policy, subject, file, sheet, row
-- publish: data/policy_gaps
-- view: yes
-- order: village_code, household_id, policy, subject, file, sheet, row
-- mask: person=name
-- columns: period=评估年度;village_code=村代码;household_id=户编号;person=享受人(已掩去),按户享受的为空;relationship=与户主关系,按户享受的为全户;policy=政策;tier=档;subject=按人或按户享受;state=落实情况:应享已享、应享未享、享受标准不符、不应享而享、不可重复而重复,条件待核(享受了,但有表中看不出的条件)、待核(有空白)、数据缺(没有享受表可查);amount=标准,元;cycle=标准的周期:年、学年、月、一次;received=评估年度享受的金额,元;payments=笔数;reason=条件各项的情况,以分号隔开;file=来源文件;sheet=来源工作表;row=来源行;cell=来源单元格;header=表头
with final as (
  select p.period, s.village_code, s.household_id, s.name as person, s.relationship, s.policy, coalesce(s.tier, '') as tier, s.subject, s.state,
    cast(s.amount as decimal(18, 2)) as amount, coalesce(s.cycle, '') as cycle, cast(s.received as decimal(18, 2)) as received, s.payments,
    concat_ws(';', s.reason, case when s.by_hand is not null then concat('另行核实:', s.by_hand) end, case when s.others is not null then concat('同年还享受', s.others) end) as reason,
    s.file, s.sheet, s.row, concat(coalesce(c.letter, k.letter, ''), cast(s.row as string)) as cell, coalesce(c.header, k.header, '') as header
  from int_policy_state s
  cross join ref_setting p
  left join meta_column c on c.file = s.file and c.sheet = s.sheet and c.kind = s.kind and c.column_name = s.column_name
  left join meta_column k on k.file = s.file and k.sheet = s.sheet and k.kind = s.kind and k.column_name = 'household_id'
)
select * from final
