-- about: the income of every household this year against last, by its five parts
-- label: 收入变化
-- definition: 每户一行:当年与上年的人均纯收入和五项收入,增收、减收、持平或不明
-- grain: household_id
-- publish: data/income_change
-- view: yes
-- order: household_id
-- columns: period=评估年度;village_code=村代码;household_id=户编号;status=户类型;main_cause=主要致贫原因;persons=人口数;persons_before=上年人口数;per_capita=人均纯收入,元;per_capita_before=上年人均纯收入,元;percent=人均纯收入比上年增减,%;trend=增收、减收、持平、不明;reaches=达到增收目标;fallen_part=减收户中人均减得最多的一项;wage=工资性收入,元;wage_before=上年工资性收入,元;business=生产经营性收入减去支出,元;business_before=上年生产经营性收入减去支出,元;property=财产性收入,元;property_before=上年财产性收入,元;transfer=转移性收入减去不计入的,元;transfer_before=上年转移性收入减去不计入的,元;land=失地保险收入,元;land_before=上年失地保险收入,元;open=不明的原因;file=来源文件;sheet=来源工作表;row=来源行;before_file=上年收入的来源文件;before_sheet=上年收入的来源工作表;before_row=上年收入的来源行
with final as (
  select p.period, c.village_code, c.household_id, coalesce(c.status, '') as status, coalesce(c.main_cause, '') as main_cause, c.persons, c.persons_before, c.per_capita, c.per_capita_before, c.percent, c.trend, c.reaches, c.fallen_part,
    c.wage, c.wage_before, c.business, c.business_before, c.property, c.property_before, c.transfer, c.transfer_before, c.land, c.land_before, c.open,
    c.file, c.sheet, c.row, c.before_file, c.before_sheet, c.before_row
  from int_income_change c
  cross join ref_setting p
)
select * from final
