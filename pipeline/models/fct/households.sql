-- about: every household with what decided its verdict
-- label: 农户判定
-- definition: 每户一行:户类型、人口、收入、“两不愁三保障”和饮水,以及据此作出的判定
-- grain: household_id
-- publish: data/households
-- view: yes
-- order: household_id
-- columns: household_id=户编号;village_code=村代码;status=户类型;persons=人口数,户表读不出的用人表人数;net_income=纯收入,元;per_capita=人均纯收入,元;line=贫困线,元;income_pass=人均纯收入高于线;food=不愁吃;clothing=不愁穿;education=义务教育保障;medical=基本医疗保障;housing=住房安全;water=饮水安全;exit_met=达到退出标准;poor=符合贫困识别标准;excluded_by=排除情形,以分号分隔;verdict=判定:错退、漏评、剩余、待核或空;wrongly_registered=错评:建档立卡而有排除情形;file=来源文件;sheet=来源工作表;row=来源行
with final as (
  select household_id, village_code, coalesce(status, '') as status, persons, net_income,
    per_capita, cast(line as decimal(18, 2)) as line,
    income_above as income_pass, food, clothing, education, medical, housing, water,
    exit_met, poor, excluded_by, verdict, wrongly_registered, file, sheet, row
  from int_household_verdict
)
select * from final
