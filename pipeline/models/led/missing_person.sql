-- number: 3
-- id: missing_person
-- label: 户内漏人
-- definition: 建档立卡户中,最近一批核查到的人数或人表的人数多于户表家庭人口数的户;多出的人另行计数,不计入漏评率。
-- source: 贫困县退出评估口径(待核对原文)
-- counts: household
-- reason: 漏登的情况
-- grain: household_id
-- nulls: 家庭人口数不明的户不列入;疑似、已举证排除和未访到的核查不计
with final as (
  select village_code, household_id, true as certain,
    concat_ws(';', concat('户表家庭人口数', cast(declared_persons as string), '人,疑漏登', cast(missing as string), '人'),
      case when found_persons > declared_persons then concat('核查有', cast(found_persons as string), '人') end,
      case when members > declared_persons then concat('人表有', cast(members as string), '人') end) as reason,
    'household' as kind, file, sheet, row, 'persons' as column_name
  from int_household_missing_person
)
select * from final
