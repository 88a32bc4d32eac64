-- about: how right the register is (信息正确率), and how many findings are open, by county, township and village; a finding that belongs to no village counts at its township, else at its county only, so the counts of an area may exceed the sum of those below it
-- grain: level, area_code
-- publish: trace/accuracy
-- order: level, area_code
-- source: indicators §9: 信息正确率 = households without an error ÷ households; what the verification finds (核查) and what keeps a household from leaving poverty (不得脱贫) are no errors of the register
with open_findings as (
  select f.finding_id, f.severity, f.household_id, f.found_village, f.file, f.sheet, coalesce(r.rule_group, '填报格式') as rule_group
  from int_finding f
  left join ref_rule r on r.rule = f.rule
  where f.state <> '已核实' and coalesce(r.rule_group, '') <> '不得脱贫'
),
-- 户表 and 人表 are the register; what is wrong in a list of visits or projects is wrong there
register_sheets as (
  select distinct file, sheet from meta_intake where kind in ('household', 'member', 'household_member')
),
wrong as (
  select distinct f.household_id
  from open_findings f
  join register_sheets s on s.file = f.file and s.sheet = f.sheet
  where f.severity = '错误' and f.rule_group <> '核查' and f.household_id <> ''
),
homes as (
  select a.level, a.area_code, count(*) as households, count(w.household_id) as wrong_households
  from stg_household h
  join int_village_area a on a.village_code = h.home_village
  left join wrong w on w.household_id = h.household_id
  group by a.level, a.area_code
),
townships as (
  select township, min(township_code) as township_code, min(county_code) as county_code
  from int_village
  where township <> '未定'
  group by township
),
-- what belongs to no township is the county's where there is one county
only_county as (
  select min(county_code) as county_code from int_village where county_code <> '未定' having count(distinct county_code) = 1
),
placed as (
  select f.finding_id, f.severity, f.rule_group, v.village_code, coalesce(v.township_code, t.township_code) as township_code,
    coalesce(v.county_code, t.county_code, c.county_code, '未定') as county_code
  from open_findings f
  left join int_village v on v.village_code = f.found_village
  left join int_file_township n on n.file = f.file and v.village_code is null
  left join townships t on t.township = n.township
  left join only_county c on c.county_code is not null
),
by_area as (
  select 'village' as level, village_code as area_code, severity, rule_group from placed where village_code is not null
  union all select 'township', township_code, severity, rule_group from placed where township_code is not null
  union all select 'county', county_code, severity, rule_group from placed
),
counted as (
  select level, area_code,
    count(*) filter (where severity = '错误') as errors,
    count(*) filter (where severity = '警告') as warnings,
    count(*) filter (where severity = '提示') as notices
  from by_area
  group by level, area_code
),
grouped_findings as (
  select level, area_code, rule_group, count(*) as findings from by_area group by level, area_code, rule_group
),
ranked as (
  select *, row_number() over (partition by level, area_code order by findings desc, rule_group) as place from grouped_findings
),
areas as (
  select level, area_code, area_name from int_area
  union all
  -- findings of several counties that belong to none of them
  select level, area_code, '未定' from counted c
  where c.level = 'county' and not exists (select 1 from int_area a where a.level = c.level and a.area_code = c.area_code)
),
final as (
  select a.level, a.area_code, a.area_name,
    coalesce(h.households, 0) as households, coalesce(h.wrong_households, 0) as wrong_households,
    case when h.households > 0 then cast(h.households - h.wrong_households as double) / h.households end as rate,
    coalesce(c.errors, 0) as errors, coalesce(c.warnings, 0) as warnings, coalesce(c.notices, 0) as notices,
    coalesce(g.rule_group, '') as top_group, coalesce(g.findings, 0) as top_findings
  from areas a
  left join homes h on h.level = a.level and h.area_code = a.area_code
  left join counted c on c.level = a.level and c.area_code = a.area_code
  left join ranked g on g.level = a.level and g.area_code = a.area_code and g.place = 1
)
select * from final
