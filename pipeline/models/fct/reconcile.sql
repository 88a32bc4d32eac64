-- about: every figure that village, township and county sheets report beside the one worked out from the households and the sum of what the level below reports, with the difference and what may be behind it
-- grain: level, area_code, item, file, sheet, row
-- publish: trace/reconcile
-- order: level, area_code, number, file, sheet, row
-- source: indicators §4
with items as (
  select 'village' as level, 1 as number, 'households' as item, '总户数' as label, '户' as unit
  union all select 'village', 2, 'persons', '总人口', '人'
  union all select 'village', 3, 'registered_households', '贫困户数', '户'
  union all select 'village', 4, 'registered_persons', '贫困人口', '人'
  union all select 'village', 5, 'exited_households', '已脱贫户数', '户'
  union all select 'village', 6, 'exited_persons', '已脱贫人口', '人'
  union all select 'village', 9, 'safe_water_households', '饮水安全户数', '户'
  union all select 'village', 10, 'safe_housing_households', '住房安全户数', '户'
  union all select 'village', 11, 'electricity_households', '通生活用电户数', '户'
  union all select 'village', 12, 'television_households', '能收看电视户数', '户'
  union all select 'village', 13, 'toilet_households', '无害化卫生厕所户数', '户'
  union all select 'township', -1, 'villages', '行政村数', '个'
  union all select 'township', 1, 'households', '农业户籍户数', '户'
  union all select 'township', 2, 'persons', '农业户籍人口', '人'
  union all select 'township', 3, 'registered_households', '建档立卡户数', '户'
  union all select 'township', 4, 'registered_persons', '建档立卡人口', '人'
  union all select 'township', 5, 'exited_households', '已脱贫户数', '户'
  union all select 'township', 6, 'exited_persons', '已脱贫人口', '人'
  union all select 'township', 7, 'remaining_households', '未脱贫户数', '户'
  union all select 'township', 8, 'remaining_persons', '未脱贫人口', '人'
  union all select 'township', 14, 'low_income_aid_persons', '低保人口', '人'
  union all select 'township', 15, 'extreme_poverty_persons', '特困人口', '人'
  union all select 'township', 16, 'monitored_households', '监测对象户数', '户'
  union all select 'township', 17, 'monitored_persons', '监测对象人口', '人'
),
asked as (
  select * from items
  union all
  select 'county', number, item, label, unit from items where level = 'township'
  union all
  select 'county', -2, 'townships', '乡镇数', '个'
),
-- worked out from the households, and for the places themselves from the list of villages
worked as (
  select m.level, m.area_code, f.item, cast(sum(f.amount) as bigint) as amount, cast(sum(f.unclear) as bigint) as unclear,
    cast(sum(f.uncounted) as bigint) as uncounted, cast(sum(f.known) as bigint) as known
  from int_level_figure f
  join int_village_area m on m.village_code = f.village_code
  group by m.level, m.area_code, f.item
  union all
  select level, area_code, 'villages', villages_expected, 0, 0, 1 from int_area
  union all
  select 'county', county_code, 'townships', count(distinct township_code), 0, 0, 1 from int_village where expected group by county_code
),
-- the sum of what the level below reports: of how many places, and how many have filled it in
village_place as (
  select township_code as area_code, count(*) as places from int_village where expected group by township_code
),
township_place as (
  select county_code as area_code, count(distinct township_code) as places from int_village where expected group by county_code
),
below as (
  select 'township' as level, v.township_code as area_code, r.item, cast(sum(r.reported) as bigint) as amount, count(r.reported) as filled, min(p.places) as places
  from int_level_report r
  join int_village v on v.village_code = r.area_code and v.expected
  join village_place p on p.area_code = v.township_code
  where r.level = 'village'
  group by v.township_code, r.item
  union all
  select 'county', c.county_code, r.item, cast(sum(r.reported) as bigint), count(r.reported), min(p.places)
  from int_level_report r
  join (select distinct township_code, county_code from int_village where expected) c on c.township_code = r.area_code
  join township_place p on p.area_code = c.county_code
  where r.level = 'township'
  group by c.county_code, r.item
),
doubts as (
  select m.level, m.area_code, d.number,
    min(case
      when d.number = 5 then '有行被拒收,没有计入'
      when d.number = 6 then '有较旧的一份户表没有计入'
      else d.reason
    end) as reason,
    cast(sum(d.rows) as bigint) as rows
  from int_level_doubt d
  join int_village_area m on m.village_code = d.village_code
  group by m.level, m.area_code, d.number
),
clues as (
  select level, area_code,
    min(case when number = 1 then concat(reason, cast(rows as string), '户') end) as of_status,
    concat_ws(';',
      min(case when number = 2 then concat(reason, cast(rows as string), '户') end),
      min(case when number = 3 then concat(reason, cast(rows as string), '户') end)) as of_persons,
    concat_ws(';',
      min(case when number = 4 then concat(reason, cast(rows as string), '行') end),
      min(case when number = 5 then concat(reason, cast(rows as string), '行') end),
      min(case when number = 6 then concat(reason, cast(rows as string), '行') end)) as of_rows
  from doubts
  group by level, area_code
),
compared as (
  select a.level, a.area_code, a.area_name, q.number, q.item, q.label, q.unit, r.reported, r.file, r.sheet, r.row,
    -- nothing to work it out from: no household sheet, or none that has the column
    case when w.known > 0 then w.amount end as worked_out, coalesce(w.unclear, 0) as unclear, coalesce(w.uncounted, 0) as uncounted,
    case when q.number > 0 then a.villages_missing else 0 end as villages_missing,
    b.amount as below, coalesce(b.filled, 0) as below_filled, b.places as below_places, c.of_status, c.of_persons, c.of_rows
  from int_area a
  join asked q on q.level = a.level
  left join int_level_report r on r.level = a.level and r.area_code = a.area_code and r.item = q.item
  left join worked w on w.level = a.level and w.area_code = a.area_code and w.item = q.item
  left join below b on b.level = a.level and b.area_code = a.area_code and b.item = q.item
  left join clues c on c.level = a.level and c.area_code = a.area_code
  where a.area_code <> '未定'
  union all
  -- a place that is in no list
  select r.level, '未定', r.name, q.number, q.item, q.label, q.unit, r.reported, r.file, r.sheet, r.row, null, 0, 0, 0, null, 0, null, null, null, null
  from int_level_report r
  join asked q on q.level = r.level and q.item = r.item
  where r.area_code is null
),
judged as (
  select *,
    case
      when file is null then '未报'
      when reported is null then '未填'
      when area_code = '未定' then '单位不在名单'
      when villages_missing > 0 then '来件不齐'
      when worked_out is null then '无从计算'
      when reported = worked_out and unclear = 0 and uncounted = 0 then '相符'
      when reported < worked_out or (uncounted = 0 and reported > worked_out + unclear) then '不符'
      else '有不明'
    end as verdict,
    case
      when level = 'village' or below_places is null then '—'
      when reported is null then '—'
      when below_filled < below_places then '下级不齐'
      when reported = below then '相符'
      else '不符'
    end as below_verdict
  from compared
),
-- of the level below, who differs from the households in the same figure
differing as (
  select case when j.level = 'village' then 'township' else 'county' end as level, case when j.level = 'village' then v.township_code else t.county_code end as area_code,
    j.item, j.area_code as part, concat(j.area_name, case when j.reported > j.worked_out then '+' else '' end, cast(j.reported - j.worked_out as string)) as says
  from judged j
  left join (select distinct village_code, township_code from int_village) v on v.village_code = j.area_code and j.level = 'village'
  left join (select distinct township_code, county_code from int_village) t on t.township_code = j.area_code and j.level = 'township'
  where j.verdict = '不符' and j.level in ('village', 'township')
),
numbered as (
  select *, row_number() over (partition by level, area_code, item order by part) as nth
  from differing
),
parts as (
  select level, area_code, item, count(*) as differing, joined(case when nth <= 5 then says end) as names
  from numbered
  group by level, area_code, item
),
final as (
  select j.level, j.area_code, j.area_name, j.number, j.item, j.label, j.unit, j.reported, j.worked_out, j.reported - j.worked_out as difference,
    j.unclear, j.uncounted, j.villages_missing, j.verdict, j.below, j.below_filled, j.below_places,
    case when j.below_verdict in ('相符', '不符') then j.reported - j.below end as below_difference, j.below_verdict,
    case when j.number > 0 and (j.verdict in ('不符', '有不明', '来件不齐') or j.below_verdict = '不符') then concat_ws(';',
      case when d.differing > 0 then concat('下级填报与其户表不符的', cast(d.differing as string), '个:', replace(d.names, ';', '、'), case when d.differing > 5 then '等' else '' end) end,
      case when j.villages_missing > 0 then concat(cast(j.villages_missing as string), '个村户表未到') end,
      case when j.unclear > 0 then concat('该项不明的', cast(j.unclear as string), j.unit) end,
      case when j.verdict <> '相符' and (j.item like 'registered%' or j.item like 'exited%' or j.item like 'remaining%') then j.of_status end,
      case when j.verdict <> '相符' and j.item like '%persons' then nullif(j.of_persons, '') end,
      case when j.verdict <> '相符' then nullif(j.of_rows, '') end) else '' end as clue,
    -- where the list of differences has it; not at all where nothing is to be seen to
    case
      when j.verdict = '不符' or j.below_verdict = '不符' then 1
      when j.verdict = '单位不在名单' then 2
      when j.verdict = '有不明' then 3
      when j.verdict = '来件不齐' then 4
    end as listed,
    coalesce(j.file, '') as file, coalesce(j.sheet, '') as sheet, j.row,
    concat(coalesce(c.letter, ''), cast(j.row as string)) as cell, coalesce(c.header, '') as header
  from judged j
  left join parts d on d.level = j.level and d.area_code = j.area_code and d.item = j.item
  left join meta_column c on c.file = j.file and c.sheet = j.sheet and c.kind = j.level and c.column_name = j.item
)
select * from final
