package sample

import (
	"fmt"
	"time"

	"sanlv/reports"
)

const nine = "脱贫摘帽“包村长”责任落实方案(莲花县2018)"

var exitItems = []reports.ExitItemInfo{
	item(1, "incidence", "贫困发生率", "人", "<", 0.02),
	item(2, "roads", "25户以上自然村通硬化路", "个自然村", ">=", 1),
	item(3, "water", "农户饮水安全", "户", ">=", 1),
	item(4, "housing", "农户住房安全", "户", ">=", 1),
	item(5, "electricity", "户户通生活用电", "户", ">=", 1),
	item(5, "power", "村委会通动力电", "是否", "=", 1),
	item(6, "broadband", "村委会通宽带", "是否", "=", 1),
	item(6, "television", "农户能收看电视", "户", ">=", 1),
	item(7, "cleaners", "25户以上自然村有保洁员", "个自然村", ">=", 1),
	item(7, "waste_points", "25户以上自然村有垃圾集中收集点", "个自然村", ">=", 1),
	item(7, "toilets", "无害化卫生厕所", "户", ">=", 0.65),
	item(8, "clinic", "有卫生室", "是否", "=", 1),
	item(8, "service_platform", "有农村综合服务平台", "是否", "=", 1),
	item(9, "collective_income", "村集体经济收入", "元", ">=", 50000),
}

func item(number int, id, label, unit, comparator string, threshold float64) reports.ExitItemInfo {
	return reports.ExitItemInfo{Standard: "江西九项", Item: id, Label: label, Unit: unit, Comparator: comparator, Source: nine, Status: "待核对",
		Number: number, Threshold: threshold, HasThreshold: true}
}

// exits: the first poor village misses two items, the second lacks a figure, the
// third meets all with an item that does not apply, the fourth misses one.
func exits() *reports.Frame {
	f := frame("village_exit", "standard", "village_code", "village_name", "township", "item", "numerator", "denominator", "value", "comparator", "threshold", "verdict", "reason")
	nth := 0
	for _, v := range Villages() {
		if v.Poor != true {
			continue
		}
		nth++
		var met, judged int64
		result, reasons := reports.Met, ""
		for _, i := range exitItems {
			num, den := int64(300), int64(300)
			switch i.Unit {
			case "个自然村":
				num, den = 8, 8
			case "是否":
				num, den = 1, 1
			case "人":
				num, den = v.Sums["registered_incidence"][0], v.Sums["registered_incidence"][1]
			case "元":
				num, den = 61234, 1
			}
			verdict, reason := reports.Met, ""
			var n, d, value any
			switch {
			case nth == 1 && i.Item == "roads":
				num, verdict, reason = 6, reports.Missed, "25户以上自然村通硬化路差2个自然村(6/8)"
			case nth == 1 && i.Item == "collective_income":
				num, verdict, reason = 42000, reports.Missed, "村集体经济收入42,000元,差8,000元"
			case nth == 2 && i.Item == "toilets":
				verdict, reason = reports.NoData, "村表缺“无害化卫生厕所”的数"
			case nth == 3 && (i.Item == "roads" || i.Item == "television"):
				num, den, reason = 0, 0, "不适用"
			case nth == 4 && i.Item == "clinic":
				num, verdict, reason = 0, reports.Missed, "有卫生室:否"
			}
			n, d = num, den
			if verdict == reports.NoData {
				n = nil
			} else if den > 0 {
				value = float64(num) / float64(den)
				judged++
			} else {
				judged++
			}
			if verdict == reports.Met {
				met++
			} else {
				if reasons != "" {
					reasons += ";"
				}
				reasons += reason
				if verdict == reports.Missed || result == reports.Met {
					result = verdict
				}
			}
			add(f, "江西九项", v.Code, v.Name, v.Township, i.Item, n, d, value, i.Comparator, i.Threshold, verdict, reason)
		}
		add(f, "江西九项", v.Code, v.Name, v.Township, "all", met, judged, float64(met)/float64(judged), "=", 1.0, result, reasons)
	}
	return f
}

// ledgers: one of households, one of persons, one of problems, and one that stays
// empty.
var ledgers = []reports.LedgerInfo{
	{ID: reports.WrongExits, Label: "错退", Definition: "脱贫户中未达到退出标准的户。", Source: "驻村干部脱贫攻坚工作手册", Counts: reports.CountsHouseholds,
		Reason: "未达到的标准及原因", Nulls: "无法判断的在待核台账", Indicator: "wrong_exit_rate", Part: "numerator", Sheet: "household"},
	{ID: reports.Omissions, Label: "漏评", Definition: "一般农户中符合识别标准、又无排除情形的户。", Source: "贫困户帮扶责任人培训提纲", Counts: reports.CountsHouseholds,
		Reason: "符合识别标准的情况", Nulls: "无法判断的在待核台账", Indicator: "omission_rate", Part: "numerator", Sheet: "household"},
	{ID: reports.Pending, Label: "待核", Definition: "无法判断的户。", Source: "指标口径", Counts: reports.CountsHouseholds,
		Reason: "待核的事项", Nulls: "本台账列的就是不明的户", Indicator: "comprehensive_incidence", Part: "unknown", Sheet: "household"},
	{ID: "dropout", Label: "失学辍学", Definition: "6到15周岁没有上学的成员,每人一行。", Source: nine, Counts: reports.CountsPersons,
		Reason: "上学情况", Nulls: "在校情况不明的成员不列入", Sheet: "member"},
	{ID: "rectification", Label: "问题整改", Definition: "没有整改完的问题。", Source: nine, Counts: reports.CountsProblems,
		Reason: "整改情况", Nulls: "状态不明的也列入", Sheet: "rectification"},
}

// ledger lists wrong exits, pending households, persons and a problem; no
// omissions, so that one ledger is empty.
func ledger() *reports.Frame {
	f := frame("ledger", "ledger", "village_code", "township", "village", "household_id", "head_name", "status", "household_persons", "per_capita", "line",
		"person", "relationship", "age", "persons", "subject", "reason", "file", "sheet", "cell", "header")
	row := func(list string, v Village, id, name, status string, persons, income any, reasons string, at int64) {
		add(f, list, v.Code, v.Township, v.Name, id, name, status, persons, income, dec("2995.00"), "", "", nil, persons, "", reasons, "城厢镇/"+v.Township+"户表.xlsx", "户信息", fmt.Sprintf("B%d", at), "户编号")
	}
	v := Villages()
	row(reports.WrongExits, v[0], "36082100120100001", "张*", "脱贫户", int64(4), dec("2870.25"), "人均纯收入2870.25元,不高于贫困线2995.00元;住房安全无保障;义务教育无保障;饮水安全无保障", 5)
	for i := range 60 {
		row(reports.WrongExits, v[4], fmt.Sprintf("3608210022020%04d", i), "王**", "脱贫户", int64(1), dec("12345.60"), "饮水安全无保障", int64(6+i))
	}
	row(reports.Pending, v[0], "36082100120100012", "李**", "脱贫户", int64(3), nil, "人均纯收入不明;住房安全不明", 12)
	row(reports.Pending, v[4], "36082100220200007", "欧阳**", "一般农户", nil, dec("-1250.50"), "饮水安全不明", 20)
	row(reports.Pending, v[6], "+8613800000000", "=1+1", "", int64(5), dec("2900.00"), "户类型不明", 33)
	child := func(v Village, id, name, relationship string, age, persons any, reason, file, cell string) {
		add(f, "dropout", v.Code, v.Township, v.Name, id, "张*", "脱贫户", int64(4), dec("2870.25"), dec("2995.00"), name, relationship, age, persons, "", reason, file, "人信息", cell, "")
	}
	child(v[0], "36082100120100001", "张**", "之子", int64(12), int64(1), "失学或辍学原因填“因厌学”;户表义务教育保障却填“是”", "城厢镇人表.xlsx", "M7")
	child(v[4], "36082100220200007", "", "", nil, nil, "户表义务教育保障填“否”,人表没有指出是谁", "户表.xlsx", "Q20")
	add(f, "rectification", v[0].Code, v[0].Township, v[0].Name, "", "", "", nil, nil, nil, "", "", nil, nil, "WT-007 审计 资金使用 =项目资金拨付不及时", "整改中;期限2018-10-25,已逾期", "整改台账.xlsx", "整改", "N9", "整改\n状态")
	return f
}

// ledgerCounts counts what ledger lists, with two persons of whom it is not known
// whether they belong.
func ledgerCounts() *reports.Frame {
	f := frame("ledger_count", "ledger", "village_code", "rows", "households", "persons", "persons_unknown", "unclear")
	v := Villages()
	add(f, reports.WrongExits, v[0].Code, int64(1), int64(1), int64(4), int64(0), int64(0))
	add(f, reports.WrongExits, v[4].Code, int64(60), int64(60), int64(60), int64(0), int64(0))
	add(f, reports.Pending, v[0].Code, int64(1), int64(1), int64(3), int64(0), int64(0))
	add(f, reports.Pending, v[4].Code, int64(1), int64(1), int64(0), int64(1), int64(0))
	add(f, reports.Pending, v[6].Code, int64(1), int64(1), int64(5), int64(0), int64(0))
	add(f, "dropout", v[0].Code, int64(1), int64(1), int64(1), int64(0), int64(2))
	add(f, "dropout", v[4].Code, int64(1), int64(1), int64(0), int64(1), int64(0))
	add(f, "rectification", v[0].Code, int64(1), int64(0), int64(0), int64(1), int64(0))
	return f
}

func arrivals() *reports.Frame {
	f := frame("arrivals", "township", "village", "village_code", "kind", "owed", "files", "rows", "errors", "warnings", "state")
	for i, v := range Villages() {
		for _, kind := range []string{"household", "member", "village", "verification"} {
			state, rows, errors, warnings := "已到", int64(100*(i+1)), int64(0), int64(0)
			switch {
			case !v.Arrived && kind == "verification", kind == "verification" && i == 3:
				state, rows = "—", 0
			case !v.Arrived:
				state, rows = "未到", 0
			case i == 1 && kind == "member":
				state, errors, warnings = "有问题", 3, 1200
			case i == 4 && kind == "household":
				state = "重复"
			}
			add(f, v.Township, v.Name, v.Code, kind, kind != "verification", "户表.xlsx;"+v.Township+".xlsx", rows, errors, warnings, state)
		}
	}
	return f
}

func intake() *reports.Frame {
	f := frame("intake", "file", "sheet", "kind", "rows_read", "rows_loaded", "rows_rejected", "rows_recognised", "status", "reason")
	add(f, "城厢镇/荷塘村户表.xlsx", "户信息", "household", int64(1205), int64(1190), int64(3), int64(12), "部分读入", "3行户编号重复")
	add(f, "城厢镇/荷塘村户表.xlsx", "说明", "", int64(10), int64(0), int64(0), int64(10), "未识别", "不是本程序认识的表")
	add(f, "白石乡/@村表.xlsx", "Sheet1", "village", int64(9), int64(3), int64(0), int64(6), "已读入", "")
	add(f, "白石乡/坏文件.xls", "", "", int64(0), int64(0), int64(0), int64(0), "未读入", "文件加密,打不开")
	add(f, "核查.csv", "核查", "verification", int64(82), int64(80), int64(0), int64(2), "已读入", "")
	add(f, "乡镇表.xlsx", "汇总", "township", int64(6), int64(2), int64(0), int64(4), "已读入", "")
	return f
}

// problems: one at a cell, one about a village that sent nothing, one that an
// answer has settled, one that belongs to no township.
func problems() *reports.Frame {
	f := frame("problems", "finding_id", "severity", "township", "village", "household_id", "file", "sheet", "cell", "header", "value", "message", "mend", "rule",
		"answer", "answer_note", "state")
	add(f, "w04", "警告", "", "", "", "名单.xls", "", "", "", "", "是本程序不读的表格格式,没有读入。", "另存为 xlsx。", "file.kind", "", "", "待处理")
	add(f, "w01", "错误", "坪里乡", "桥头村", "H1", "户表.xlsx", "户信息", "F128", "人均纯收入", "=cmd|'/c calc'!A1", "“=cmd|'/c calc'!A1”不是数字。", "只填数字,如 3200。", "num.format", "", "", "待处理")
	add(f, "w03", "警告", "坪里乡", "石塘村", "", "", "", "", "", "", "坪里乡石塘村的户表未到。", "催报该村户表。", "village_not_arrived", "已更正", "", "仍未更正")
	add(f, "w02", "警告", "坪里乡", "安坪村", "H2", "户表.xlsx", "户信息", "E9", "户主证件号码", "************0012", "校验位不对。", "对照证件核对号码。", "id.checkdigit", "属实无误", "证件如此,已复印", "已核实")
	return f
}

// problemCounts are the problems by check, township and state.
func problemCounts() *reports.Frame {
	f := frame("problem_count", "rule", "severity", "township", "state", "findings")
	for _, r := range problems().Rows {
		add(f, r[12], r[1], r[2], r[15], int64(1))
	}
	return f
}

// answers: one that settled its finding, one to a finding that is gone.
func answers() *reports.Frame {
	f := frame("answers", "finding_id", "answer", "answer_note", "file", "sheet", "row", "state", "message")
	add(f, "w02", "属实无误", "证件如此,已复印", "坪里乡清单.xlsx", "问题清单", int64(5), "已核实", "校验位不对。")
	add(f, "w99", "已更正", "", "坪里乡清单.xlsx", "问题清单", int64(6), "本次已无此问题", "")
	return f
}

// accuracy: every household of the first village right, one of the second wrong;
// findings that belong to a township and to the county only.
func accuracy() *reports.Frame {
	f := frame("accuracy", "level", "area_code", "area_name", "households", "wrong_households", "rate", "errors", "warnings", "notices", "top_group", "top_findings")
	type sum struct{ households, wrong, errors int64 }
	sums := map[[2]string]*sum{}
	names := map[[2]string]string{}
	var order [][2]string
	for i, v := range Villages() {
		for _, a := range [][3]string{{"county", "360821", "莲塘县"}, {"township", v.TownshipCode, v.Township}, {"village", v.Code, v.Name}} {
			key := [2]string{a[0], a[1]}
			if sums[key] == nil {
				sums[key], names[key] = &sum{}, a[2]
				order = append(order, key)
				if a[0] != "village" { // of its own
					sums[key].errors = 2
				}
			}
			n := v.Sums["registered_incidence"][1] / 3
			sums[key].households += n
			sums[key].wrong += min(int64(i), n)
			sums[key].errors += min(int64(2*i), n)
		}
	}
	for _, key := range order {
		s := sums[key]
		var rate any
		group, most := "", int64(0)
		if s.households > 0 {
			rate = float64(s.households-s.wrong) / float64(s.households)
		}
		if s.errors > 0 {
			group, most = "家庭结构", s.errors
		}
		add(f, key[0], key[1], names[key], s.households, s.wrong, rate, s.errors, s.errors*3, int64(1200), group, most)
	}
	return f
}

// checks: one with a threshold, one that no answer settles, one of the readers.
func checks() *reports.Frame {
	f := frame("checks", "rule", "rule_group", "group_order", "about", "severity", "source", "confirmable", "thresholds", "findings", "households", "settled")
	add(f, "member_sex_digit", "身份", int64(0), "性别与证件号码第17位不符", "错误", "各县实际做过的检查", false, "", int64(31), int64(30), int64(0))
	add(f, "persons_many", "家庭结构", int64(1), "家庭人口数偏多", "提示", "各县实际做过的检查", true, "check.persons_many=7", int64(1204), int64(1204), int64(12))
	add(f, "num.format", "填报格式", int64(16), "不是数字。", "错误", "", false, "", int64(2), int64(2), int64(0))
	return f
}

// tallies counts a few households of the first village and of its township and
// county; the others have none.
func tallies() (items, counts *reports.Frame) {
	items = frame("tally_item", "class", "item")
	counts = frame("tally", "level", "area_code", "scope", "class", "item", "households", "persons", "persons_unknown", "unclear_households", "unclear_persons")
	v := Villages()[0]
	for _, c := range []struct {
		class, item                          string
		households, persons, nobody, unclear int64
	}{
		{"total", "合计", 310, 1200, 1, 0}, {"status", "一般农户", 250, 1010, 1, 0}, {"status", "脱贫户", 58, 180, 0, 0}, {"status", "不明", 2, 10, 0, 0},
		{"attribute", "一般贫困户", 50, 150, 0, 0}, {"attribute", "不明", 8, 30, 0, 0}, {"cause", "因病", 40, 120, 0, 0}, {"cause", "不明", 18, 60, 0, 0},
		{"income", "不足2800元", 3, 9, 0, 0}, {"income", "2800元至不足2995元", 1, 3, 0, 0}, {"income", "2995元及以上", 300, 1170, 0, 0}, {"income", "不明", 6, 18, 0, 0},
		{"guarantee", "不愁吃", 1, 4, 0, 2}, {"guarantee", "六项合计", 5, 20, 0, 4}, {"exclusion", "村干部", 4, 15, 0, 1},
	} {
		add(items, c.class, c.item)
		for _, level := range [][2]string{{"village", v.Code}, {"township", v.TownshipCode}, {"county", "360821"}} {
			for _, scope := range []string{"all", "registered", "exited"} {
				add(counts, level[0], level[1], scope, c.class, c.item, c.households, c.persons, c.nobody, c.unclear, 3*c.unclear)
			}
		}
	}
	return items, counts
}

// reconcile: a village that agrees, one that differs, one that cannot be told, a
// township whose sum differs, a county that sent nothing, a township in no list.
func reconcile() *reports.Frame {
	f := frame("reconcile", "level", "area_code", "area_name", "number", "item", "label", "unit", "reported", "worked_out", "difference", "unclear", "uncounted", "verdict",
		"below", "below_filled", "below_places", "below_difference", "below_verdict", "clue", "file", "sheet", "cell", "header", "listed")
	v := Villages()
	add(f, "county", "360821", "莲塘县", int64(1), "households", "农业户籍户数", "户", nil, int64(900), nil, int64(0), int64(0), "未报", int64(900), int64(2), int64(2), nil, "—", "", "", "", "", "", nil)
	add(f, "township", "360821001", "城厢镇", int64(1), "households", "农业户籍户数", "户", int64(600), int64(600), int64(0), int64(0), int64(0), "来件不齐", int64(598), int64(3), int64(3), int64(2), "不符", "1个村户表未到", "乡镇表.xlsx", "汇总", "D4", "农业户籍户数", int64(1))
	add(f, "village", v[0].Code, v[0].Name, int64(1), "households", "总户数", "户", int64(310), int64(310), int64(0), int64(0), int64(0), "相符", nil, int64(0), nil, nil, "—", "", "村表.xlsx", "村", "D4", "总户数", nil)
	add(f, "village", v[0].Code, v[0].Name, int64(2), "persons", "总人口", "人", int64(1190), int64(1200), int64(-10), int64(0), int64(1), "不符", nil, int64(0), nil, nil, "—", "人口数不明,没有计入人数1户;户编号重复,这一行没有计入2行", "村表.xlsx", "村", "E4", "总人口", int64(1))
	add(f, "village", v[1].Code, v[1].Name, int64(3), "registered_households", "贫困户数", "户", int64(60), int64(58), int64(2), int64(3), int64(0), "有不明", nil, int64(0), nil, nil, "—", "户类型不明3户", "村表.xlsx", "村", "F5", "贫困户数", int64(3))
	add(f, "township", "未定", sampleName, int64(1), "households", "农业户籍户数", "户", int64(5), nil, nil, int64(0), int64(0), "单位不在名单", nil, int64(0), nil, nil, "—", "", "乡镇表.xlsx", "汇总", "D9", "农业户籍户数", int64(2))
	return f
}

const sampleName = "=不在名单的镇"

func doubts() *reports.Frame {
	f := frame("reconcile_doubt", "village_code", "township", "village", "reason", "household_id", "status", "persons", "rows", "file", "sheet", "cell", "header")
	v := Villages()[0]
	add(f, v.Code, v.Township, v.Name, "人口数不明,没有计入人数", "36082100120100002", "脱贫户", nil, int64(1), "户表.xlsx", "户信息", "H6", "家庭人口数")
	add(f, v.Code, v.Township, v.Name, "有行被拒收,没有计入", "", "", nil, int64(3), "户表.xlsx", "户信息", "", "")
	return f
}

// lateSheets: one in time, one late, one without a date, one without a deadline.
func lateSheets() *reports.Frame {
	f := frame("late_sheet", "file", "sheet", "kind", "filled_on", "due")
	due := time.Date(2018, 12, 20, 0, 0, 0, 0, time.UTC)
	add(f, "城厢镇/荷塘村户表.xlsx", "户信息", "household", due.AddDate(0, 0, 3), due)
	add(f, "白石乡/@村表.xlsx", "Sheet1", "village", due, due)
	add(f, "乡镇表.xlsx", "汇总", "township", nil, due)
	add(f, "核查.csv", "核查", "verification", due, nil)
	return f
}
