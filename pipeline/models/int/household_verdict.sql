-- about: the verdict on each household in three-valued logic: 错退, 漏评, 剩余, 待核 or none
-- grain: household_id
-- source: 指标口径§1(户的判定);驻村干部脱贫攻坚工作手册(退出标准);贫困户帮扶责任人培训提纲(识别标准);农村低收入人口帮扶工作方案(排除情形)
with facts as (
  select h.household_id, h.home_village as village_code, h.status, h.head_name, h._file as file, h._sheet as sheet, h._row as row,
    i.persons, i.net_income, i.per_capita, i.line, i.income_above, i.income_below,
    g.food, g.clothing, g.education, g.medical, g.housing, g.water,
    i.income_above and g.food and g.clothing and g.education and g.medical and g.housing and g.water as exit_met,
    -- false when all the chosen guarantees hold, true when one fails, else unknown
    (instr(p.identify_guarantees, ';food;') > 0 and not g.food)
      or (instr(p.identify_guarantees, ';clothing;') > 0 and not g.clothing)
      or (instr(p.identify_guarantees, ';education;') > 0 and not g.education)
      or (instr(p.identify_guarantees, ';medical;') > 0 and not g.medical)
      or (instr(p.identify_guarantees, ';housing;') > 0 and not g.housing)
      or (instr(p.identify_guarantees, ';water;') > 0 and not g.water) as one_fails,
    p.identify_rule,
    concat_ws(';',
      case when h.excl_public_salary and instr(p.identify_exclusions, ';excl_public_salary;') > 0 then '财政供养人员' end,
      case when h.excl_village_cadre and instr(p.identify_exclusions, ';excl_village_cadre;') > 0 then '村干部' end,
      case when h.excl_bought_flat and instr(p.identify_exclusions, ';excl_bought_flat;') > 0 then '购商品房' end,
      case when h.excl_vehicle and instr(p.identify_exclusions, ';excl_vehicle;') > 0 then '购车或大型农机' end,
      case when h.excl_business and instr(p.identify_exclusions, ';excl_business;') > 0 then '经商办企业' end,
      case when h.excl_savings and instr(p.identify_exclusions, ';excl_savings;') > 0 then '存款超限' end,
      case when h.excl_away and instr(p.identify_exclusions, ';excl_away;') > 0 then '全家外出半年以上' end,
      case when h.excl_elsewhere and instr(p.identify_exclusions, ';excl_elsewhere;') > 0 then '户籍不在本县' end,
      case when h.excl_supporter and instr(p.identify_exclusions, ';excl_supporter;') > 0 then '有赡养能力的赡养人' end) as excluded_by,
    -- a blank cell says no; one that could not be read says nothing
    concat_ws(';',
      case when instr(h._rejected, ';excl_public_salary;') > 0 and instr(p.identify_exclusions, ';excl_public_salary;') > 0 then '财政供养人员' end,
      case when instr(h._rejected, ';excl_village_cadre;') > 0 and instr(p.identify_exclusions, ';excl_village_cadre;') > 0 then '村干部' end,
      case when instr(h._rejected, ';excl_bought_flat;') > 0 and instr(p.identify_exclusions, ';excl_bought_flat;') > 0 then '购商品房' end,
      case when instr(h._rejected, ';excl_vehicle;') > 0 and instr(p.identify_exclusions, ';excl_vehicle;') > 0 then '购车或大型农机' end,
      case when instr(h._rejected, ';excl_business;') > 0 and instr(p.identify_exclusions, ';excl_business;') > 0 then '经商办企业' end,
      case when instr(h._rejected, ';excl_savings;') > 0 and instr(p.identify_exclusions, ';excl_savings;') > 0 then '存款超限' end,
      case when instr(h._rejected, ';excl_away;') > 0 and instr(p.identify_exclusions, ';excl_away;') > 0 then '全家外出半年以上' end,
      case when instr(h._rejected, ';excl_elsewhere;') > 0 and instr(p.identify_exclusions, ';excl_elsewhere;') > 0 then '户籍不在本县' end,
      case when instr(h._rejected, ';excl_supporter;') > 0 and instr(p.identify_exclusions, ';excl_supporter;') > 0 then '有赡养能力的赡养人' end) as exclusion_unread
  from stg_household h
  join int_household_income i on i.household_id = h.household_id
  join int_household_guarantee g on g.household_id = h.household_id
  cross join ref_setting p
),
identified as (
  select *,
    case when identify_rule = 'or' then income_below or one_fails else income_below and one_fails end as poor,
    case when excluded_by <> '' then true when exclusion_unread <> '' then null else false end as excluded
  from facts
),
final as (
  select *,
    case
      when status is null then '待核'
      when status in ('未脱贫户', '返贫户') then '剩余'
      when status = '脱贫户' and exit_met = false then '错退'
      when status = '脱贫户' and exit_met is null then '待核'
      when status = '一般农户' and poor and not excluded then '漏评'
      when status = '一般农户' and (poor and not excluded) is null then '待核'
      else ''
    end as verdict,
    case
      when status is null then '户类型不明,列为待核'
      when status in ('未脱贫户', '返贫户') then '未脱贫户和返贫户计入剩余贫困人口'
      when status = '脱贫户' then concat('脱贫户须人均纯收入高于贫困线,并且六项保障全部达到;结果:',
        case when exit_met then '达到退出标准' when not exit_met then '未达到,判为错退' else '无法判断,列为待核' end)
      when status = '一般农户' and excluded_by <> '' then '一般农户有排除情形,不判漏评'
      when status = '一般农户' then concat('一般农户人均纯收入低于贫困线',
        case when identify_rule = 'or' then '或有一项保障未达到' else '并且有一项保障未达到' end, '的判为漏评;结果:',
        case when not poor then '不符合' when poor is null then '无法判断,列为待核'
          when excluded is null then '符合,但排除情形读不出,列为待核' else '符合,判为漏评' end)
      else '清退户只计入总人口'
    end as rule,
    status in ('脱贫户', '未脱贫户', '返贫户') and excluded as wrongly_registered
  from identified
)
select * from final
