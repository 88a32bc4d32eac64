-- about: what was found on the spot and differs from the register, item by item: persons, income a head (to the yuan), the six guarantees and the verdict, with the cells of both
-- grain: household_id, item
-- publish: trace/sample_difference
-- order: village_code, household_id, item_order
-- mask: head_name=name
-- source: indicators §2, by sample
with visits as (
  select v.*, a.village, a.township
  from int_sample_visit v
  join int_village a on a.village_code = v.village_code
  where v.response = '访到' and v.register_file is not null
),
items as (
  select household_id, 1 as item_order, 'persons' as item, '人口(人)' as label, 'persons' as register_column, 'persons' as found_column,
    cast(register_persons as string) as register_value, cast(found_persons as string) as found_value,
    cast(found_persons - register_persons as decimal(18, 2)) as difference
  from visits
  where found_persons <> register_persons
  union all
  select household_id, 2, 'per_capita', '人均纯收入(元)', 'household_id', 'per_capita',
    cast(register_per_capita as string), cast(cast(found_per_capita as decimal(18, 2)) as string),
    cast(cast(found_per_capita as decimal(18, 2)) - register_per_capita as decimal(18, 2))
  from visits
  where round(found_per_capita, 0) <> round(register_per_capita, 0)
  union all
  select household_id, 3, 'food', '不愁吃', 'food', 'food', case when register_food then '达到' else '未达到' end, case when found_food then '达到' else '未达到' end, cast(null as decimal(18, 2))
  from visits where register_food <> found_food
  union all
  select household_id, 4, 'clothing', '不愁穿', 'clothing', 'clothing', case when register_clothing then '达到' else '未达到' end, case when found_clothing then '达到' else '未达到' end, null
  from visits where register_clothing <> found_clothing
  union all
  select household_id, 5, 'education', '义务教育', 'education', 'education', case when register_education then '有保障' else '无保障' end, case when found_education then '有保障' else '无保障' end, null
  from visits where register_education <> found_education
  union all
  select household_id, 6, 'medical', '基本医疗', 'medical', 'medical', case when register_medical then '有保障' else '无保障' end, case when found_medical then '有保障' else '无保障' end, null
  from visits where register_medical <> found_medical
  union all
  select household_id, 7, 'housing', '住房安全', 'housing', 'housing', case when register_housing then '有保障' else '无保障' end, case when found_housing then '有保障' else '无保障' end, null
  from visits where register_housing <> found_housing
  union all
  select household_id, 8, 'water', '饮水安全', 'water', 'water', case when register_water then '有保障' else '无保障' end, case when found_water then '有保障' else '无保障' end, null
  from visits where register_water <> found_water
  union all
  select household_id, 9, 'verdict', '判定', 'household_id', 'conclusion',
    case when register_verdict = '' then '无问题' else register_verdict end,
    concat(case when found_verdict = '' then '无问题' else found_verdict end, case when found_wrong and case_state <> '核实' then concat('(', case_state, ')') else '' end), null
  from visits
  where register_verdict <> found_verdict and not (register_verdict = '待核' and found_verdict = '')
),
final as (
  select v.village_code, v.township, v.village, i.household_id, v.head_name, coalesce(v.register_status, '') as status, v.case_state,
    i.item_order, i.item, i.label, i.register_value, i.found_value, i.difference,
    v.register_file, v.register_sheet, concat(coalesce(r.letter, ''), cast(v.register_row as string)) as register_cell,
    v.file, v.sheet, concat(coalesce(f.letter, ''), cast(v.row as string)) as cell
  from items i
  join visits v on v.household_id = i.household_id
  left join meta_column r on r.file = v.register_file and r.sheet = v.register_sheet and r.kind = 'household' and r.column_name = i.register_column
  left join meta_column f on f.file = v.file and f.sheet = v.sheet and f.kind = 'verification' and f.column_name = i.found_column
)
select * from final
