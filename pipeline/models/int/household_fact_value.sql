-- about: what reference files may ask of a household, one row a fact that some row asks for: a number, or a text (是, 否 or a label); null is unknown
-- grain: household_id, fact
-- source: indicators §1, §7
-- facts: persons=人口数/数;per_capita=人均纯收入(元)/数;net_income=纯收入(元)/数;income_above=人均纯收入高于贫困线/是否;wage_income=工资性收入(元)/数;business_income=生产经营性收入(元)/数;property_income=财产性收入(元)/数;transfer_income=转移性收入(元)/数;farmland=耕地(亩)/数;farmland_per_head=人均耕地(亩)/数;forest_land=林地(亩)/数;house_area=住房面积(平方米)/数;house_area_per_head=人均住房面积(平方米)/数;house_grade=危房等级/house_grade;food=不愁吃/是否;clothing=不愁穿/是否;education=义务教育有保障/是否;medical=基本医疗有保障/是否;housing=住房安全/是否;water=饮水安全/是否;electricity=通生活用电/是否;television=通广播电视/是否;toilet=卫生厕所/是否;relocated=易地搬迁户/是否;moved_in=实际入住/是否;old_house_removed=拆除旧房/是否;labour=有劳动能力的人数/数;workers=务工和公益性岗位的人数/数;pupils=在校的人数/数;out_of_school=失学辍学的适龄人数/数;ill=患病的人数/数;disabled=残疾的人数/数;uninsured=未参加医保的人数/数;education_cost=教育净支出(元)/数;medical_cost=医疗净支出(元)/数;burden=刚性支出(元)/数;burden_percent=刚性支出占纯收入的百分比/数;status=户类型/household_status;poor_attribute=贫困户属性/poor_attribute;main_cause=主要致贫原因/cause;outside_class=档外类别/outside_class;no_labour_support=整户无劳动能力兜底/是否
with wanted as (
  select distinct fact from ref_score_row where fact is not null
),
facts as (
  select h.*, v.persons as counted_persons, v.per_capita, v.net_income, v.income_above,
    v.food as has_food, v.clothing as has_clothing, v.education as has_education, v.medical as has_medical, v.housing as has_housing, v.water as has_water,
    -- a count of members is known once nothing about any of them is unknown
    case when f.labour_unknown = 0 then f.able end as labour, case when f.working_unknown = 0 then f.working end as workers, f.pupils,
    case when m.school_unknown = 0 then m.out_of_school end as out_of_school, case when f.health_unknown = 0 then f.ill end as ill,
    case when f.health_unknown = 0 then f.disabled end as disabled, case when m.insured_unknown = 0 then m.uninsured end as uninsured,
    b.education_cost, b.medical_cost, b.burden, b.share
  from stg_household h
  join int_household_verdict v on v.household_id = h.household_id
  join int_household_burden b on b.household_id = h.household_id
  left join int_household_fact f on f.household_id = h.household_id
  left join int_household_member m on m.household_id = h.household_id
),
asked as (
  select f.*, w.fact from facts f cross join wanted w
),
valued as (
  select household_id, fact,
    case fact
      when 'persons' then counted_persons
      when 'per_capita' then per_capita
      when 'net_income' then net_income
      when 'wage_income' then wage_income
      when 'business_income' then business_income
      when 'property_income' then property_income
      when 'transfer_income' then transfer_income
      when 'farmland' then farmland
      when 'forest_land' then forest_land
      when 'house_area' then house_area
      when 'labour' then labour
      when 'workers' then workers
      when 'pupils' then pupils
      when 'out_of_school' then out_of_school
      when 'ill' then ill
      when 'disabled' then disabled
      when 'uninsured' then uninsured
      when 'education_cost' then education_cost
      when 'medical_cost' then medical_cost
      when 'burden' then burden
      when 'burden_percent' then share * 100
      when 'farmland_per_head' then farmland
      when 'house_area_per_head' then house_area
    end as number,
    -- a figure a head is compared without dividing
    case when fact in ('farmland_per_head', 'house_area_per_head') then counted_persons else 1 end as divisor,
    case fact
      when 'income_above' then case when income_above then '是' when not income_above then '否' end
      when 'food' then case when has_food then '是' when not has_food then '否' end
      when 'clothing' then case when has_clothing then '是' when not has_clothing then '否' end
      when 'education' then case when has_education then '是' when not has_education then '否' end
      when 'medical' then case when has_medical then '是' when not has_medical then '否' end
      when 'housing' then case when has_housing then '是' when not has_housing then '否' end
      when 'water' then case when has_water then '是' when not has_water then '否' end
      when 'electricity' then case when electricity then '是' when not electricity then '否' end
      when 'television' then case when television then '是' when not television then '否' end
      when 'toilet' then case when toilet then '是' when not toilet then '否' end
      when 'relocated' then case when relocated then '是' when not relocated then '否' end
      when 'moved_in' then case when moved_in then '是' when not moved_in then '否' end
      when 'old_house_removed' then case when old_house_removed then '是' when not old_house_removed then '否' end
      when 'no_labour_support' then case when no_labour_support then '是' when not no_labour_support then '否' end
      when 'house_grade' then house_grade
      when 'status' then status
      when 'poor_attribute' then poor_attribute
      when 'main_cause' then main_cause
      when 'outside_class' then outside_class
    end as text
  from asked
),
final as (
  select household_id, fact, cast(number as decimal(28, 10)) as number, cast(case when divisor > 0 then divisor end as bigint) as divisor, text
  from valued
)
select * from final
