package sample

import (
	"math/big"
	"time"

	"sanlv/reports"
)

var estimateColumns = []string{"period", "standard", "indicator", "domain", "method", "n", "events", "estimate", "se", "ci_low", "ci_high", "confidence", "deff", "df", "verdict",
	"reason", "sentence", "more_households", "comparator", "threshold", "bound_low", "bound_high", "effective_n", "reliability", "numerator", "denominator",
	"domain_kind", "domain_name", "villages", "drawn", "surveyed", "absent", "pending", "unresolved", "suspected", "value_low", "value_high", "warnings", "batch", "domain_order"}

// estimates are of the county, which is judged, of a township with a harmful name
// that is too small, and of a stratum without weights.
func estimates() *reports.Frame {
	f := frame("estimates", estimateColumns...)
	add := func(standard, indicator, domain, method, verdict, sentence string, n, events int64, value, low, high any, reliability string, more any) {
		kind, name, order := "county", "莲塘县", int64(0)
		if domain == "township:360821002" {
			kind, name, order = "township", Broken, 1
		}
		if domain == "stratum:甲" {
			kind, name, order = "stratum", Script, 2
		}
		var comparator string
		var threshold, numerator, denominator, deff, df any
		switch {
		case standard == "" || standard == "老标准":
		case indicator == "approval":
			comparator, threshold = ">=", 0.9
		default:
			comparator, threshold = "<", 0.02
		}
		if method == "official" && value != nil {
			numerator, denominator = float64(3*events), float64(3*n)
		}
		if method == "kgplus" && value != nil {
			deff, df = 1.234567, int64(17)
		}
		f.Rows = append(f.Rows, []any{int64(2018), standard, indicator, domain, method, n, events, value, nil, low, high, 0.95, deff, df, verdict,
			"", sentence, more, comparator, threshold, low, high, 123.4, reliability, numerator, denominator,
			kind, name, int64(6), int64(90), int64(87), int64(1), int64(2), int64(0), int64(1), low, high, "", "2018-1", order})
	}
	const ok, few = "可发布", "样本太少,不发布"
	for _, standard := range []string{"国家中部", "国家西部"} {
		add(standard, "wrong_exit_rate", "county:360821", "official", "达标", "", 300, 2, 2.0/300, nil, nil, "", nil)
		add(standard, "wrong_exit_rate", "county:360821", "kgplus", "样本不足以判定", "错退率:估计为0.70%,以95%的把握不低于0.02%、以95%的把握不高于2.40%,标准为低于2.00%,样本不足以判定;若比例不变,约再查120户可判定为达标。", 300, 2, 0.007, 0.0002, 0.024, ok, int64(120))
		add(standard, "approval", "county:360821", "official", "达标", "", 300, 290, 290.0/300, nil, nil, "", nil)
		add(standard, "approval", "county:360821", "kgplus", "达标", "群众认可度:估计为96.00%。", 300, 290, 0.96, 0.93, 0.985, ok, nil)
		add(standard, "wrong_exit_rate", "township:360821002", "official", "未达标", "", 20, 3, 0.15, nil, nil, "", nil)
		add(standard, "wrong_exit_rate", "township:360821002", "kgplus", "未达标", "错退率:"+Command, 20, 3, 0.16, 0.05, 0.4, few, nil)
	}
	add("", "wrong_exit_rate", "stratum:甲", "kgplus", "—", "", 20, 3, nil, nil, nil, "", nil)
	add("", "wrong_exit_persons", "county:360821", "kgplus", "—", "", 300, 2, 12.5, 0.4, 41.2, ok, nil)
	add("", "wrong_exit_persons", "county:360821", "expansion", "—", "", 300, 2, 13.0, -4.0, 30.0, "", nil)
	add("", "exclusion_error", "county:360821", "kgplus", "—", "", 9, 2, 0.21, 0.04, 0.55, few, nil)
	return f
}

func funnel() *reports.Frame {
	f := frame("funnel", "source", "indicator", "village_code", "village", "township", "n", "events", "target", "inner_low", "inner_high", "outer_low", "outer_high", "flag", "tail", "ci_low", "ci_high")
	for i, v := range Villages() {
		if v.Code == "未定" {
			continue
		}
		n, flag := int64(20+30*i), "范围内"
		events := int64(i % 3)
		if v.Name == Script {
			events, flag = 9, "明显偏高\uff0c须到村"
		}
		f.Rows = append(f.Rows, []any{"census", "wrong_exit_rate", v.Code, v.Name, v.Township, n, events, 0.02, int64(0), int64(3), int64(0), int64(6), flag, 0.3, nil, nil})
		if i < 3 {
			f.Rows = append(f.Rows, []any{"sample", "wrong_exit_rate", v.Code, v.Name, v.Township, int64(6), events % 3, 0.05, int64(0), int64(1), int64(0), int64(3), flag, 0.3, 0.0, 0.41})
		}
	}
	return f
}

func agreement() *reports.Frame {
	f := frame("sample_agreement", "status", "register_verdict", "found", "households", "persons", "status_order", "register_order", "found_order")
	for i, r := range [][3]string{{"脱贫户", "无问题", "无问题"}, {"脱贫户", "无问题", "错退"}, {"脱贫户", "待核", "无问题"}, {"一般农户", "无问题", "疑似"}} {
		f.Rows = append(f.Rows, []any{r[0], r[1], r[2], int64(40 >> i), int64(120 >> i), int64(1), int64(i), int64(i)})
	}
	return f
}

func differences() *reports.Frame {
	f := frame("sample_difference", "village_code", "township", "village", "household_id", "head_name", "status", "case_state", "item_order", "item", "label",
		"register_value", "found_value", "difference", "register_file", "register_sheet", "register_cell", "file", "sheet", "cell")
	v := Villages()[1]
	add := func(order int64, item, label, was, is string, difference any) {
		f.Rows = append(f.Rows, []any{v.Code, v.Township, v.Name, "H01", "张**", "脱贫户", "核实", order, item, label, was, is, difference, "户表.xlsx", "户信息", "K4", Command, "核查", "I9"})
	}
	add(1, "persons", "人口(人)", "4", "5", reports.Decimal{Unscaled: big.NewInt(100), Scale: 2})
	add(2, "per_capita", "人均纯收入(元)", "3200.00", "2650.50", reports.Decimal{Unscaled: big.NewInt(-54950), Scale: 2})
	add(8, "water", "饮水安全", "有保障", "无保障", nil)
	return f
}

func cases() *reports.Frame {
	f := frame("sample_case", "case_order", "state", "village_code", "township", "village", "household_id", "head_name", "status", "class", "verdict", "persons", "per_capita", "weight", "weight_source", "reasons", "file", "sheet", "cell")
	v := Villages()[1]
	f.Rows = append(f.Rows,
		[]any{int64(1), "核实", v.Code, v.Township, v.Name, "H01", "张**", "脱贫户", "脱贫户", "错退", int64(4), reports.Decimal{Unscaled: big.NewInt(265050), Scale: 2}, 7.5, "抽样框", "核查人均纯收入2650.50元,低于贫困线;饮水安全无保障", Command, "核查", "F9"},
		[]any{int64(5), "未访到", v.Code, v.Township, v.Name, "H02", "李*", "一般农户", "一般农户", "", nil, nil, nil, "缺", "", "核查.xlsx", "核查", "F10"})
	return f
}

func fieldwork() *reports.Frame {
	f := frame("fieldwork", "file", "sheet", "checked_on", "households", "reached", "absent", "pending", "villages")
	day := time.Date(2018, 12, 10, 0, 0, 0, 0, time.UTC)
	f.Rows = append(f.Rows, []any{"第一组.xlsx", "核查", day, int64(15), int64(14), int64(1), int64(0), int64(1)},
		[]any{"第一组.xlsx", "核查", day.AddDate(0, 0, 1), int64(15), int64(15), int64(0), int64(0), int64(1)},
		[]any{Script, "核查", day, int64(10), int64(10), int64(0), int64(0), int64(2)},
		[]any{Script, "核查", nil, int64(2), int64(0), int64(0), int64(2), int64(1)})
	return f
}
