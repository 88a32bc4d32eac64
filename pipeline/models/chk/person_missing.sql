-- severity: 警告
-- about: 户内漏人:建档立卡户核查到的人数多于家庭人口数
-- message: 核查有 {value} 人,户表家庭人口数填 {declared} 人,疑漏登 {missing} 人(户内漏人);另行计数,不计入漏评率。
-- mend: 核对该户共同生活的人;确有漏登的,在户表、人表中补上,并按程序补录。
-- source: indicators §1
-- group: 贫困状况
-- confirm: yes
with final as (
  select 'verification' as kind, found_file as file, found_sheet as sheet, found_row as row, 'persons' as column_name,
    cast(found_persons as string) as value, household_id, village_code,
    cast(declared_persons as string) as declared, cast(found_persons - declared_persons as string) as missing
  from int_household_missing_person
  where found_persons > declared_persons
)
select * from final
