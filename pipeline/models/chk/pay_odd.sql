-- severity: 警告
-- about: 务工月收入大小少见
-- message: 务工月收入 {value} 元,{seen}。
-- mend: 核对是否按元、按月填写,不要填全年数或以千元计。
-- source: 指标口径§9(数据质量)
-- group: 劳动力
-- confirm: yes
with told as (
  select m.*, case when m.work_monthly_income < l.value then concat('低于', l.text, '元') when m.work_monthly_income > h.value then concat('高于', h.text, '元') end as seen
  from int_member_fact m
  join ref_check_parameter l on l.name = 'check.pay_least'
  join ref_check_parameter h on h.name = 'check.pay_most'
  where m.work_monthly_income > 0
),
final as (
  select 'member' as kind, file, sheet, row, 'work_monthly_income' as column_name, plain(work_monthly_income) as value,
    household_id, coalesce(village_code, '') as village_code, person as entity, seen
  from told
  where seen is not null
)
select * from final
