package methods

import (
	"fmt"

	"sanlv/pipeline/catalog"
)

// householdModels are the models that judge a household, in the order of reading.
var householdModels = []struct{ name, title string }{
	{"household_income", "纯收入和人均纯收入"},
	{"member_guarantee", "成员的义务教育和医疗保险"},
	{"household_guarantee", "两不愁三保障和饮水安全"},
	{"household_verdict", "判定"},
}

// household tells how a household is judged under the switches in force, in words
// and as the SQL that does it.
func household(cat *catalog.Catalog, settings catalog.Settings) section {
	says := map[string]string{}
	for _, p := range settings.InForce {
		says[p.Name] = p.Says()
	}
	income := "工资性收入 + 生产经营性收入 + 财产性收入 + 转移性收入 + 失地保险收入 − 不计入收入的项目(" + says["income.exclude"] + ")− 生产经营性支出。" +
		"前四项有填的,空白的按 0 计;四项都空白的不明;要用的单元格有一个读不出的不明"
	if settings.IncomeSource == "declared" {
		income = "填报的人均纯收入 × 人数,不由各项收入计算(参数 income.source);空白或读不出的不明"
	}
	poor, either := "人均纯收入低于贫困线,并且下列保障有一项没有:", "两条都符合的是贫困,有一条不符合的不是"
	if settings.IdentifyRule == "or" {
		poor, either = "人均纯收入低于贫困线,或者下列保障有一项没有:", "有一条符合的是贫困,两条都不符合的不是"
	}
	s := section{Title: "一户怎样判定", ID: "household",
		Texts: []string{"每一项都有是、否、不明三种取值;不明不当作是,也不当作否,使判定不能确定的列为待核。比较用乘法,不先除后比,没有取舍的误差。"},
		Terms: terms(
			"纯收入", income,
			"人均", "纯收入 ÷ "+says["income.divisor"]+";填报的家庭人口数读不出的,用人表的人数;人表也没有的,该户不计入人口,列为错误",
			"贫困线", fmt.Sprintf("%d年 %d元/人·年(%s);恰等于线的,既不高于也不低于", settings.AssessmentYear, settings.Line.Yuan, settings.Line.Source),
			"退出标准", "人均纯收入高于贫困线,并且六项保障都有;有一条不符合的未达到,没有不符合而有不明的不明",
			"贫困", poor+says["identify.guarantees"]+";"+either+",其余不明",
			"排除情形", "一般农户有下列之一的,不判漏评,也不列为待核:"+says["identify.exclusions"]+";空白算没有,读不出的不明"),
		Tables: []table{
			{Caption: "六项保障", Heads: []string{"保障", "户表的标记空白时", "与标记矛盾时"}, Rows: [][]string{
				{"不愁吃、不愁穿、饮水安全", "不明", "—"},
				{"义务教育", "截止日期满6至15周岁的成员有一人失学的为否,都在校的为是;送教上门、因身体原因不具备学习条件的算在校", "为否,并列为问题"},
				{"基本医疗", "有一名成员没有参保的为否,都参保的为是(居民医保或职工医保)", "为否,并列为问题"},
				{"住房安全", "危房等级 C、D 的为否,A、B 的为是", "为否,并列为问题"},
			}},
			{Caption: "判定", Heads: []string{"判定", "条件"}, Rows: [][]string{
				{"错退", "脱贫户,未达到退出标准"},
				{"漏评", "一般农户,贫困,没有排除情形;建档立卡户户内漏登的人另列(户内漏人)"},
				{"剩余", "未脱贫户、返贫户"},
				{"错评", "建档立卡户(脱贫户、未脱贫户、返贫户)有排除情形;与上面的判定可以同时有"},
				{"待核", "脱贫户是否达到退出标准不明;一般农户没有排除情形而是否贫困不明,或贫困而有没有排除情形读不出;户类型空白或读不出"},
			}},
		}}
	for _, h := range householdModels {
		m := model(cat, catalog.LayerInter, h.name)
		s.Below = append(s.Below, section{Title: h.title, ID: anchor("model", h.name), Terms: terms("代号", m.Table(), "依据", m.Header["source"]), Code: m.SQL})
	}
	return s
}
