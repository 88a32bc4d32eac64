-- number: 15
-- id: policy_missed
-- label: 政策应享未享
-- definition: 按政策条件应当享受、政策享受表中却没有享受记录的人,每人每项政策一行,一人缺几项的按人次计;按户享受的政策每户一行。条件和金额见政策标准;所在乡镇没有报这类户的政策享受表、或全县没有一笔这项政策的,无从判断,不列入。
-- source: 贫困户帮扶责任人培训提纲(待核对原文)
-- counts: person
-- sheet: policy
-- reason: 应享的政策
-- grain: policy, file, sheet, row
-- nulls: 条件有空白、或有一笔没有写明是谁的,计入不明,不列入;有表中看不出的条件(如是否寄宿)的,两边都不计
with final as (
  select s.village_code, s.household_id, s.name as person, s.relationship, s.age, s.state = '应享未享' as certain,
    concat_ws(';', concat(s.policy, case when s.tier <> '' then concat('(', s.tier, ')') end,
      case when s.amount is not null then concat('每', case s.cycle when '一次' then '户一次' else s.cycle end, plain(s.amount), '元') end), s.reason) as reason,
    s.kind, s.file, s.sheet, s.row, s.column_name
  from int_policy_state s
  where s.state in ('应享未享', '待核') and s.payments = 0
)
select * from final
