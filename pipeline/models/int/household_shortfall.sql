-- about: what keeps a household from the exit standard: the income against the line, the guarantees that fail and those that are not known, in words, with the first cell that says so
-- grain: household_id
-- source: indicators §1
with first_out_of_school as (
  select household_id, file, sheet, row, school_evidence,
    row_number() over (partition by household_id order by file, sheet, row) as nth
  from int_member_guarantee
  where school_age and schooled = false
),
first_uninsured as (
  select household_id, file, sheet, row, row_number() over (partition by household_id order by file, sheet, row) as nth
  from int_member_guarantee
  where insured = false
),
facts as (
  select v.household_id, v.file, v.sheet, v.row, v.per_capita, v.line, v.income_above, v.income_below,
    v.food, v.clothing, v.education, v.medical, v.housing, v.water,
    g.education_flag, g.medical_flag, g.housing_flag, g.house_grade, g.out_of_school, g.uninsured, h._rejected as rejected,
    i.part_rejected, i.parts_blank, i.divisor, p.income_source,
    s.file as school_file, s.sheet as school_sheet, s.row as school_row, s.school_evidence,
    m.file as medical_file, m.sheet as medical_sheet, m.row as medical_row
  from int_household_verdict v
  join stg_household h on h.household_id = v.household_id
  join int_household_income i on i.household_id = v.household_id
  join int_household_guarantee g on g.household_id = v.household_id
  left join first_out_of_school s on s.household_id = v.household_id and s.nth = 1
  left join first_uninsured m on m.household_id = v.household_id and m.nth = 1
  cross join ref_setting p
  where coalesce(v.exit_met, false) = false
),
said as (
  select *,
    case
      when income_above then concat('人均纯收入', cast(per_capita as string), '元,高于贫困线', cast(line as string), '元')
      when income_below then concat('人均纯收入', cast(per_capita as string), '元,低于贫困线', cast(line as string), '元')
      when income_above = false then concat('人均纯收入', cast(per_capita as string), '元,恰等于贫困线,不高于线')
      when divisor is null then '人均纯收入不明(人数不明)'
      when income_source = 'declared' then '人均纯收入不明(没有填报)'
      when part_rejected then '人均纯收入不明(收入或支出的单元格读不出)'
      else '人均纯收入不明(四项收入都空白)'
    end as income,
    case
      when divisor is null then 'persons'
      when income_source = 'declared' then 'declared_per_capita'
      when instr(rejected, ';wage_income;') > 0 then 'wage_income'
      when instr(rejected, ';business_income;') > 0 then 'business_income'
      when instr(rejected, ';property_income;') > 0 then 'property_income'
      when instr(rejected, ';transfer_income;') > 0 then 'transfer_income'
      when instr(rejected, ';land_insurance_income;') > 0 then 'land_insurance_income'
      when instr(rejected, ';business_expense;') > 0 then 'business_expense'
      when instr(rejected, ';pension;') > 0 then 'pension'
      when instr(rejected, ';excluded_income;') > 0 then 'excluded_income'
      when parts_blank then 'wage_income'
      else 'household_id' -- the whole row decides
    end as income_column,
    concat_ws(';',
      case when food = false then '不愁吃未达到' end,
      case when clothing = false then '不愁穿未达到' end,
      case when education = false then concat('义务教育无保障',
        case when out_of_school > 0 then concat('(', cast(out_of_school as string), '名适龄成员失学', case when education_flag then ',户表却填有保障)' else ')' end)
          else '' end) end,
      case when medical = false then concat('基本医疗无保障',
        case when uninsured > 0 then concat('(', cast(uninsured as string), '人未参保', case when medical_flag then ',户表却填有保障)' else ')' end)
          else '' end) end,
      case when housing = false then concat('住房安全无保障', coalesce(concat('(', house_grade, '级', case when housing_flag then ',户表却填安全)' else ')' end), '')) end,
      case when water = false then '饮水安全无保障' end) as failed,
    concat_ws(';',
      case when food is null then '不愁吃不明' end,
      case when clothing is null then '不愁穿不明' end,
      case when education is null then '义务教育不明' end,
      case when medical is null then '基本医疗不明' end,
      case when housing is null then '住房安全不明' end,
      case when water is null then '饮水安全不明' end) as unclear,
    case
      when food = false then 'food'
      when clothing = false then 'clothing'
      when education = false then 'education'
      when medical = false then 'medical'
      when housing = false then 'housing'
      when water = false then 'water'
    end as first_failed,
    case
      when food is null then 'food'
      when clothing is null then 'clothing'
      when education is null then 'education'
      when medical is null then 'medical'
      when housing is null then 'housing'
      when water is null then 'water'
    end as unclear_column
  from facts
),
placed as (
  select *,
    -- a flag that says no decides before the members and the grade
    case
      when first_failed = 'education' and coalesce(education_flag, true) then school_evidence
      when first_failed = 'medical' and coalesce(medical_flag, true) then 'resident_medical'
      when first_failed = 'housing' and coalesce(housing_flag, true) then 'house_grade'
      else first_failed
    end as failed_column,
    case
      when first_failed = 'education' and coalesce(education_flag, true) then 'school'
      when first_failed = 'medical' and coalesce(medical_flag, true) then 'insurance'
      else 'household'
    end as failed_by
  from said
),
final as (
  select household_id, file, sheet, row, income, income_column, failed, unclear, unclear_column, failed_column,
    case when failed_by = 'household' then 'household' else 'member' end as failed_kind,
    case failed_by when 'school' then school_file when 'insurance' then medical_file else file end as failed_file,
    case failed_by when 'school' then school_sheet when 'insurance' then medical_sheet else sheet end as failed_sheet,
    case failed_by when 'school' then school_row when 'insurance' then medical_row else row end as failed_row
  from placed
)
select * from final
