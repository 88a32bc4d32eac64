-- severity: 提示
-- about: 核查查到的保障情况与户表相反
-- message: {what}现场查为“{value}”,户表判定为“{register}”。
-- mend: 核对现场情况;户表有误的改户表。
-- source: 指标口径§9(数据质量)
-- group: 核查
-- confirm: yes
with pairs as (
  select v._file, v._sheet, v._row, v.household_id, v.village_code, 'food' as column_name, '不愁吃' as what, v.food as found, g.food as held
  from stg_verification v join int_household_guarantee g on g.household_id = v.household_id
  union all select v._file, v._sheet, v._row, v.household_id, v.village_code, 'clothing', '不愁穿', v.clothing, g.clothing
  from stg_verification v join int_household_guarantee g on g.household_id = v.household_id
  union all select v._file, v._sheet, v._row, v.household_id, v.village_code, 'education', '义务教育保障', v.education, g.education
  from stg_verification v join int_household_guarantee g on g.household_id = v.household_id
  union all select v._file, v._sheet, v._row, v.household_id, v.village_code, 'medical', '基本医疗保障', v.medical, g.medical
  from stg_verification v join int_household_guarantee g on g.household_id = v.household_id
  union all select v._file, v._sheet, v._row, v.household_id, v.village_code, 'housing', '住房安全', v.housing, g.housing
  from stg_verification v join int_household_guarantee g on g.household_id = v.household_id
  union all select v._file, v._sheet, v._row, v.household_id, v.village_code, 'water', '饮水安全', v.water, g.water
  from stg_verification v join int_household_guarantee g on g.household_id = v.household_id
),
final as (
  select 'verification' as kind, _file as file, _sheet as sheet, _row as row, column_name, case when found then '是' else '否' end as value,
    household_id, village_code, what, case when held then '是' else '否' end as register
  from pairs
  where found <> held
)
select * from final
