package sample

import "sanlv/reports"

var povertyMeasures = []reports.MeasureInfo{
	{ID: "fgt0", Label: "收入贫困发生率(FGT0)", Definition: "每100人中有多少人的人均纯收入低于贫困线。", Formula: "Σ贫困人口÷Σ人口", Source: "Foster、Greer与Thorbecke(1984)", Nulls: "收入不明的户不计入,另计户数"},
	{ID: "gini", Label: "基尼系数", Definition: "收入分配的差距。", Formula: "见方法", Source: "Gini(1912)", Nulls: "收入不明的户不计入,另计户数"},
	{ID: "af_contribution", Label: "各维度贡献率", Definition: "多维贫困指数由哪几样造成。", Formula: "见方法", Source: "Alkire与Foster(2011)", Nulls: "有不明项的户不计入,另计户数"},
	{ID: "inclusion_error", Label: "误纳率", Definition: "在册而不该在册的人占在册人口的比重。", Formula: "见方法", Source: "Coady、Grosh与Hoddinott(2004)", Nulls: "无法判断的户不计入,另计户数"},
}

var incomeGroups = []reports.GroupInfo{{Item: "lt50", Label: "不足50%"}, {Item: "50_100", Label: "50%至不足100%"}, {Item: "ge100", Label: "100%及以上"}}

var dimensions = []string{"income", "food_clothing", "education", "medical", "housing", "water"}

// poverty gives measures that add up where measures do: nobody is poor in a
// village without remaining persons, and one village has incomes of nobody.
func poverty() *reports.Frame {
	f := frame("poverty", "period", "level", "area_code", "area_name", "measure", "item", "value", "numerator", "denominator", "households", "persons", "unknown", "reason")
	type key struct{ level, code string }
	type sum struct{ known, poor, unknown, registered int64 }
	areas, names := map[key]*sum{}, map[key]string{}
	var order []key
	for _, v := range Villages() {
		kind := [2]string{"360821-other", "非贫困村"}
		if v.Poor == true {
			kind = [2]string{"360821-poor", "贫困村"}
		}
		n := v.Sums["registered_incidence"]
		s := sum{known: n[1], poor: 2 * n[0], registered: n[0]}
		if v.Code == "未定" {
			s = sum{unknown: 12}
		}
		for _, a := range [][3]string{{"county", "360821", "莲塘县"}, {"township", v.TownshipCode, v.Township}, {"village", v.Code, v.Name}, {"village_kind", kind[0], kind[1]}} {
			k := key{a[0], a[1]}
			if areas[k] == nil {
				areas[k], names[k] = &sum{}, a[2]
				order = append(order, k)
			}
			areas[k].known += s.known
			areas[k].poor += s.poor
			areas[k].unknown += s.unknown
			areas[k].registered += s.registered
		}
	}
	for _, k := range order {
		s := areas[k]
		row := func(measure, item string, num, den float64, persons int64) {
			var value, n, d any = nil, num, den
			reason := "没有可算的人"
			if den > 0 {
				value, reason = num/den, ""
			}
			if measure == "gini" || measure == "sen" || measure == "sst" {
				n, d = nil, nil
			}
			add(f, int64(2018), k.level, k.code, names[k], measure, item, value, n, d, persons/3, persons, s.unknown, reason)
		}
		known, poor := float64(s.known), float64(s.poor)
		row("fgt0", "", poor, known, s.known)
		row("fgt1", "", poor*612.345, 2995*known, s.known)
		row("fgt2", "", poor*0.05, known, s.known)
		row("watts", "", poor*0.26, known, s.known)
		row("sen", "", poor*0.21, known, s.known)
		row("sst", "", poor*0.4, known, s.known)
		row("gini", "", known*0.31, known, s.known)
		row("poor_income", "", poor*2382.655, poor, s.poor)
		row("af_h", "", poor, known, s.known)
		row("af_m0", "", poor*2, known*6, s.known)
		row("af_a", "", poor*2, poor*6, s.poor)
		for i, d := range dimensions {
			lack := float64(0)
			if i < 2 {
				lack = poor
			}
			row("af_uncensored", d, lack, known, s.known)
			row("af_censored", d, lack, known, s.known)
			row("af_contribution", d, lack, poor*2, s.poor)
		}
		row("income_group", "lt50", 0, known, s.known)
		row("income_group", "50_100", poor, known, s.known)
		row("income_group", "ge100", known-poor, known, s.known)
		row("inclusion_error", "", 0, float64(s.registered), s.registered)
		row("exclusion_error", "", poor/2, poor, s.poor)
	}
	return f
}
