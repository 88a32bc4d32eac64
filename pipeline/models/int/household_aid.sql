-- about: whether somebody of a household receives 低保 or 特困供养: yes by the member sheet, by 贫困户属性, by the list of the civil affairs office or by a payment; no where the member sheet says no of all, where 贫困户属性 says 一般贫困户, or where a list or payments came that would have it; else unknown
-- grain: household_id
-- source: indicators §6; 农村低收入人口帮扶工作方案
with persons as (
  select household_id, count(*) as members,
    count(*) filter (where low_income_aid) as low_persons, count(*) filter (where low_income_aid is null) as low_blank,
    count(*) filter (where extreme_poverty_aid) as extreme_persons, count(*) filter (where extreme_poverty_aid is null) as extreme_blank
  from int_member_fact
  group by household_id
),
listed as (
  select home_household as household_id, count(*) filter (where item = '低保') as low, count(*) filter (where item = '特困') as extreme
  from stg_department
  where item in ('低保', '特困') and home_household is not null
  group by home_household
),
paid as (
  select g.household_id, count(*) filter (where g.policy = '低保') as low, count(*) filter (where g.policy = '特困供养') as extreme
  from stg_policy g
  cross join ref_setting p
  where g.policy in ('低保', '特困供养') and g.year = p.period
  group by g.household_id
),
-- the lists are of a whole county
listed_county as (
  select distinct substr(h.home_village, 1, 6) as county_code, d.item
  from stg_department d
  join stg_household h on h.household_id = d.home_household
  where d.item in ('低保', '特困')
),
-- the payments of a township's households of one kind
paid_township as (
  select distinct substr(h.home_village, 1, 9) as township_code, coalesce(h.status in ('脱贫户', '未脱贫户', '返贫户'), false) as registered, g.policy
  from stg_policy g
  join stg_household h on h.household_id = g.household_id
  cross join ref_setting p
  where g.policy in ('低保', '特困供养') and g.year = p.period
),
facts as (
  select h.household_id, h.poor_attribute, m.members, coalesce(m.low_persons, 0) as low_persons, m.low_blank, coalesce(m.extreme_persons, 0) as extreme_persons, m.extreme_blank,
    coalesce(l.low, 0) as low_listed, coalesce(l.extreme, 0) as extreme_listed, coalesce(g.low, 0) as low_paid, coalesce(g.extreme, 0) as extreme_paid,
    lc.item is not null or lp.policy is not null as low_told, xc.item is not null or xp.policy is not null as extreme_told
  from stg_household h
  left join persons m on m.household_id = h.household_id
  left join listed l on l.household_id = h.household_id
  left join paid g on g.household_id = h.household_id
  left join listed_county lc on lc.county_code = substr(h.home_village, 1, 6) and lc.item = '低保'
  left join listed_county xc on xc.county_code = substr(h.home_village, 1, 6) and xc.item = '特困'
  left join paid_township lp on lp.township_code = substr(h.home_village, 1, 9) and lp.registered = coalesce(h.status in ('脱贫户', '未脱贫户', '返贫户'), false) and lp.policy = '低保'
  left join paid_township xp on xp.township_code = substr(h.home_village, 1, 9) and xp.registered = coalesce(h.status in ('脱贫户', '未脱贫户', '返贫户'), false) and xp.policy = '特困供养'
),
final as (
  select household_id, members, low_persons, low_listed,
    case
      when low_persons > 0 or low_listed > 0 or low_paid > 0 or poor_attribute = '低保贫困户' then true
      when low_told or (members > 0 and low_blank = 0) or poor_attribute = '一般贫困户' then false
    end as low,
    case
      when extreme_persons > 0 or extreme_listed > 0 or extreme_paid > 0 or poor_attribute = '特困供养贫困户' then true
      when extreme_told or (members > 0 and extreme_blank = 0) or poor_attribute in ('一般贫困户', '低保贫困户') then false
    end as extreme,
    concat_ws('、', case when low_persons > 0 or extreme_persons > 0 then '人表' end, case when low_listed > 0 or extreme_listed > 0 then '民政比对' end,
      case when low_paid > 0 or extreme_paid > 0 then '政策享受表' end,
      case when poor_attribute in ('低保贫困户', '特困供养贫困户') then concat('贫困户属性“', poor_attribute, '”') end) as evidence
  from facts
)
select * from final
