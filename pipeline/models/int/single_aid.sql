-- about: the persons whom single-person 低保 (单人保) is for in any household: severe disability (level 1 or 2; level 3 of the mind) or a major illness; severe is null where blanks leave it open
-- grain: file, sheet, row
-- source: indicators §6; 农村低收入人口帮扶工作方案
with final as (
  select household_id, village_code, name, relationship, age, low_income_aid, file, sheet, row,
    case
      when level <= 2 or (level = 3 and (instr(disability_class, '智力') > 0 or instr(disability_class, '精神') > 0)) or instr(health, '大病') > 0 then true
      when health is null or (disabled and level is null) or (level = 3 and disability_class is null) then null
      else false
    end as severe,
    case when instr(health, '大病') > 0 then 'health' else 'disability_level' end as column_name,
    concat_ws(',', case when instr(health, '大病') > 0 then '患有大病' end, case when level is not null then concat(coalesce(disability_class, '残疾'), cast(level as string), '级') end) as why
  from int_member_fact
)
select * from final
