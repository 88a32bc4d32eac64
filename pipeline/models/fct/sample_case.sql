-- about: the households of the sample that count as events, those listed only (疑似, 已举证排除), and those that could not be judged, reached or have not been visited
-- grain: household_id
-- publish: trace/sample_case
-- order: case_order, village_code, household_id
-- mask: head_name=name
-- source: indicators §2: only 核实 cases enter; 疑似 and 已举证排除 are listed
with listed as (
  select v.*, a.village, a.township,
    case
      when event then 1 when suspected then 2 when found_wrong then 3 when unresolved then 4 when response = '未访到' then 5 when response = '待访' then 6
    end as case_order
  from int_sample_household v
  join int_village a on a.village_code = v.village_code
  where v.sampled and (v.found_wrong or v.unresolved or v.response <> '访到')
),
final as (
  select l.case_order,
    case l.case_order when 1 then '核实' when 2 then '疑似' when 3 then '已举证排除' when 4 then '待核' else l.response end as state,
    l.village_code, l.township, l.village, l.household_id, l.head_name, coalesce(l.status, '') as status, coalesce(l.class, '') as class,
    coalesce(l.found_verdict, '') as verdict, l.persons, cast(l.found_per_capita as decimal(18, 2)) as per_capita, l.weight, l.weight_source,
    concat_ws(';',
      case when l.found_wrong and l.found_per_capita < p.line then concat('核查人均纯收入', cast(cast(l.found_per_capita as decimal(18, 2)) as string), '元,低于贫困线') end,
      case when l.found_wrong and l.found_per_capita = p.line then '核查人均纯收入恰在贫困线上' end,
      case when l.found_wrong and not l.found_food then '不愁吃未达到' end,
      case when l.found_wrong and not l.found_clothing then '不愁穿未达到' end,
      case when l.found_wrong and not l.found_education then '义务教育无保障' end,
      case when l.found_wrong and not l.found_medical then '基本医疗无保障' end,
      case when l.found_wrong and not l.found_housing then '住房安全无保障' end,
      case when l.found_wrong and not l.found_water then '饮水安全无保障' end,
      case when l.unresolved then '核查的收入或保障填得不全,又没有结论' end) as reasons,
    l.file, l.sheet, concat(coalesce(c.letter, ''), cast(l.row as string)) as cell
  from listed l
  cross join ref_setting p
  left join meta_column c on c.file = l.file and c.sheet = l.sheet and c.kind = 'verification' and c.column_name = 'household_id'
)
select * from final
