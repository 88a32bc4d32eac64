-- severity: 警告
-- about: 重度残疾填作普通或技能劳动力
-- message: 残疾等级填“{level}”,劳动技能却填“{value}”。
-- mend: 核对残疾证和劳动技能;一般填弱劳动力或半劳动力、丧失劳动力。
-- source: 各县实际做过的检查
-- group: 劳动力
-- confirm: yes
with final as (
  select 'member' as kind, file, sheet, row, 'labour_skill' as column_name, labour_skill as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, disability_level as level
  from int_member_fact
  where able and level in (1, 2)
)
select * from final
