-- about: the households behind the figures: wrong exits, omissions and those that cannot be judged, with what failed and the source cell
-- grain: list, household_id
-- publish: frame/ledger
-- order: list, village_code, household_id
-- mask: head_name=name
with listed as (
  select v.*, v.verdict as list, a.village, a.township, c.letter
  from int_household_verdict v
  join int_village a on a.village_code = v.village_code
  left join meta_column c on c.file = v.file and c.sheet = v.sheet and c.kind = 'household' and c.column_name = 'household_id'
  where v.verdict in ('错退', '漏评', '待核')
),
final as (
  select list, village_code, township, village, household_id, head_name, coalesce(status, '') as status, persons, per_capita,
    cast(line as decimal(18, 2)) as line,
    concat_ws(';',
      case when status is null then '户类型不明' end,
      case
        when list = '待核' and income_above is null then '人均纯收入不明'
        when list = '错退' and income_above = false then concat('人均纯收入', cast(per_capita as string), '元,不高于贫困线', cast(line as string), '元')
        when list = '漏评' and income_below then concat('人均纯收入', cast(per_capita as string), '元,低于贫困线', cast(line as string), '元')
      end,
      case when food = false then '不愁吃未达到' when list = '待核' and food is null then '不愁吃不明' end,
      case when clothing = false then '不愁穿未达到' when list = '待核' and clothing is null then '不愁穿不明' end,
      case when education = false then '义务教育无保障' when list = '待核' and education is null then '义务教育不明' end,
      case when medical = false then '基本医疗无保障' when list = '待核' and medical is null then '基本医疗不明' end,
      case when housing = false then '住房安全无保障' when list = '待核' and housing is null then '住房安全不明' end,
      case when water = false then '饮水安全无保障' when list = '待核' and water is null then '饮水安全不明' end,
      case when list = '待核' and status = '一般农户' and exclusion_unread <> '' then concat('排除情形读不出:', replace(exclusion_unread, ';', '、')) end) as reasons,
    file, sheet, row, concat(coalesce(letter, ''), cast(row as string)) as cell
  from listed
)
select * from final
