package reports

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"sanlv/pipeline/catalog"
)

// monitoring is chapter 六: households that are watched lest they fall back, those
// of low income, how incomes moved, and the work that is done for them.
func (f *facts) monitoring(ctx context.Context, c *composer) error {
	c.section("monitoring", "六、动态监测")
	for _, part := range []struct {
		frame, heading string
		tell           func(context.Context, *composer) error
	}{
		{"monitoring_area", "监测对象", f.monitored}, {"alerts", "预警", f.alerts}, {"low_income_area", "低收入人口", f.lowIncome},
		{"income_change_area", "收入变化", f.incomes}, {"assistance_areas", "帮扶责任落实", f.assistance}, {"project_areas", "项目资金进度", f.projects},
	} {
		c.heading(part.heading)
		if !f.has(part.frame) {
			c.say("本批发布的数据中没有这一部分。")
			continue
		}
		if err := part.tell(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// ofCounties are the rows of a frame by area that are those of our counties.
func (f *facts) ofCounties(ctx context.Context, id string, columns ...string) (*view, []int, error) {
	v, err := load(ctx, f.pub, id, append(columns, "level", "area_code")...)
	if err != nil {
		return nil, nil, err
	}
	mine := map[string]bool{}
	for _, a := range f.counties {
		mine[a.code] = true
	}
	var rows []int
	for i := range v.len() {
		if v.text(i, "level") == LevelCounty.id() && mine[v.text(i, "area_code")] {
			rows = append(rows, i)
		}
	}
	return v, rows, nil
}

// people is a number of households with their persons.
type people struct{ households, persons int64 }

func (p people) words() string {
	return fmt.Sprintf("%s户%s人", Count(p.households), Count(p.persons))
}

// tallied sums households and persons by the texts of some columns.
func (f *facts) tallied(ctx context.Context, id string, keys ...string) (map[string]people, []string, error) {
	v, rows, err := f.ofCounties(ctx, id, append(keys, "households", "persons")...)
	if err != nil {
		return nil, nil, err
	}
	out := map[string]people{}
	var order []string
	for _, i := range rows {
		var parts []string
		for _, k := range keys {
			parts = append(parts, v.text(i, k))
		}
		key := strings.Join(parts, "/")
		p, seen := out[key]
		if !seen {
			order = append(order, key)
		}
		out[key] = people{p.households + v.count(i, "households"), p.persons + v.count(i, "persons")}
	}
	return out, order, nil
}

// listed names what there is of some items: 甲3户9人、乙1户4人.
func listed(by map[string]people, prefix string, items ...string) string {
	var parts []string
	for _, item := range items {
		if p := by[prefix+item]; p.households > 0 {
			parts = append(parts, Clean(item)+p.words())
		}
	}
	return strings.Join(parts, "、")
}

// below are the items of a part, as they come.
func below(order []string, part string) []string {
	var out []string
	for _, key := range order {
		if item, ok := strings.CutPrefix(key, part+"/"); ok {
			out = append(out, item)
		}
	}
	return out
}

// monitorStates are the states that follow from the register and the alerts.
var monitorStates = []string{"已纳入", "应纳未纳", "风险已消除", "应消未消", "消除过早", "整户无劳动能力"}

func (f *facts) monitored(ctx context.Context, c *composer) error {
	by, order, err := f.tallied(ctx, "monitoring_area", "class", "item")
	if err != nil {
		return err
	}
	if len(order) == 0 {
		c.say(monitorWords(by))
		return nil
	}
	c.say(monitorWords(by), "分类见"+ref("monitored")+"。")
	t := grid(f.meta, col(KindText, "类别"), col(KindCount, "登记(户)", "合计"), col(KindCount, "登记(户)", "本期新增"), col(KindCount, "登记(户)", "本期消除"))
	for _, s := range append(monitorStates, Undecided) {
		t.Columns = append(t.Columns, col(KindCount, "判定(户)", s))
	}
	for _, class := range []string{"合计", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "待定"} {
		r := Row{Total: class == "合计", Cells: []Cell{{Text: class}}}
		for _, item := range append([]string{"total", "new", "removed_now"}, append(monitorStates, Undecided)...) {
			r.Cells = append(r.Cells, countCell(by[class+"/"+item].households))
		}
		t.put(r)
	}
	c.table("monitored", "防返贫监测对象", t, "注:登记按户表监测对象各栏;判定按收入、部门比对等预警与登记对照。“待定”为应纳入而类别不明的户。名单见各监测台账。")
	return nil
}

// monitorWords say how many households are registered as watched, and how many
// should be.
func monitorWords(by map[string]people) string {
	s := "户表没有登记防返贫监测对象。"
	if p := by["合计/total"]; p.households > 0 {
		s = "户表登记防返贫监测对象" + p.words() + "。"
	}
	if told := listed(by, "合计/", monitorStates...); told != "" {
		s += "登记与收入、部门比对等预警对照," + told + "。"
	} else if by["合计/待核"].households == 0 {
		s += "按收入和预警,没有发现应当纳入而没有纳入的户。"
	}
	if p := by["合计/待核"]; p.households > 0 {
		s += fmt.Sprintf("另有%s因登记、收入或预警情况不明,不能判断,待核。", p.words())
	}
	return s
}

func (f *facts) alerts(ctx context.Context, c *composer) error {
	v, err := load(ctx, f.pub, "alerts", "household_id", "rule", "department", "result", "monitored")
	if err != nil {
		return err
	}
	if v.len() == 0 {
		c.say(alertWords(0, 0, 0))
		return nil
	}
	type sums struct{ sure, unsure, outside int64 }
	var rules []string
	by := map[string]*sums{}
	homes := map[string]bool{}
	var sure, unsure int64
	for i := range v.len() {
		rule := v.text(i, "rule")
		s := by[rule]
		if s == nil {
			s = &sums{}
			by[rule] = s
			rules = append(rules, rule)
		}
		if v.text(i, "result") == Undecided {
			s.unsure++
			unsure++
			continue
		}
		s.sure++
		sure++
		homes[v.text(i, "household_id")] = true
		if v.text(i, "monitored") == "未纳入" {
			s.outside++
		}
	}
	c.say(alertWords(sure, unsure, int64(len(homes))), "分规则见"+ref("alerts")+"。")
	t := grid(f.meta, col(KindText, "预警规则"), col(KindCount, "预警(条)"), col(KindCount, "其中该户未纳入监测"), col(KindCount, "待核(条)"))
	for _, rule := range rules {
		s := by[rule]
		t.put(Row{Cells: []Cell{nameCell(Prose(rule), NotKnown), countCell(s.sure), countCell(s.outside), countCell(s.unsure)}})
	}
	c.table("alerts", "预警情况", t, "注:每条规则、每人(看全户的规则,每户)一条。待核为金额空白、读不出或户类型不明。")
	return nil
}

// alertWords count the alerts and the households that they are about.
func alertWords(sure, unsure, households int64) string {
	if sure+unsure == 0 {
		return "部门比对表、户表和上年收入表没有达到预警规则的,没有预警。"
	}
	s := "没有可以确定的预警。"
	if sure > 0 {
		s = fmt.Sprintf("部门比对表、户表和上年收入表触发预警%s条,涉及%s户。", Count(sure), Count(households))
	}
	if unsure > 0 {
		s += fmt.Sprintf("另有%s条因金额或户类型不明,待核。", Count(unsure))
	}
	return s
}

func (f *facts) lowIncome(ctx context.Context, c *composer) error {
	by, order, err := f.tallied(ctx, "low_income_area", "part", "item")
	if err != nil {
		return err
	}
	c.say(lowIncomeWords(by, order))
	return nil
}

// otherClass is the class of who is not of low income.
const otherClass = "其他"

// lowIncomeWords count the classes of low income and who is treated amiss.
func lowIncomeWords(by map[string]people, order []string) string {
	var classes, amiss []string
	for _, item := range below(order, "class") {
		if item != Undecided && item != otherClass {
			classes = append(classes, item)
		}
	}
	amiss = below(order, "mismatch")
	s := "没有能够判定为低收入人口的户。"
	if told := listed(by, "class/", classes...); told != "" {
		s = "按低收入人口分类,能够判定的有" + told + "。"
	}
	if p := by["class/"+otherClass]; p.households > 0 {
		s += fmt.Sprintf("不属于低收入人口的%s。", p.words())
	}
	if p := by["class/"+Undecided]; p.households > 0 {
		s += fmt.Sprintf("另有%s因收入、支出或享受救助情况不明,不能归类。", p.words())
	}
	if told := listed(by, "mismatch/", amiss...); told != "" {
		return s + "与享受救助情况核对," + told + "。"
	}
	return s + "与享受救助情况核对,没有发现不符的户。"
}

func (f *facts) incomes(ctx context.Context, c *composer) error {
	by, order, err := f.tallied(ctx, "income_change_area", "part", "item")
	if err != nil {
		return err
	}
	v, err := load(ctx, f.pub, "income_change_area", "level", "area_code", "flagged")
	if err != nil {
		return err
	}
	flagged := map[string]bool{}
	for i := range v.len() {
		if v.truth(i, "flagged") && v.text(i, "level") == LevelTownship.id() {
			flagged[v.text(i, "area_code")] = true
		}
	}
	var towns []string
	for _, a := range f.at(LevelTownship) {
		if flagged[a.code] {
			towns = append(towns, a.name)
		}
	}
	c.say(incomeWords(by, order, towns))
	if !f.has("effect") {
		return nil
	}
	e, rows, err := f.ofCounties(ctx, "effect", "item", "value", "value_before", "change", "households", "unknown")
	if err != nil {
		return err
	}
	for _, i := range rows {
		if e.text(i, "item") != "income" {
			continue
		}
		now, known := e.float(i, "value")
		growth, grown := e.float(i, "change")
		if known && grown {
			c.say(growthWords(e.count(i, "households"), e.count(i, "unknown"), now, growth))
		}
	}
	return nil
}

// incomeWords say of how many households the income rose and fell, in which part
// it fell most, and where many fell.
func incomeWords(by map[string]people, order []string, towns []string) string {
	all := by["trend/有上年收入"].households
	if all == 0 {
		return "没有上年收入可以比较,收入变化没有结果。"
	}
	var parts []string
	for _, item := range []string{"增收", "减收", "持平"} {
		if n := by["trend/"+item].households; n > 0 {
			parts = append(parts, fmt.Sprintf("%s%s户(%s%%)", item, Count(n), Percent(n, all)))
		}
	}
	if len(parts) == 0 {
		parts = []string{"都不能判断增减"}
	}
	s := fmt.Sprintf("有上年收入的%s户中,%s。", Count(all), strings.Join(parts, "、"))
	if by["trend/减收"].households > 0 {
		most := ""
		for _, item := range below(order, "fallen_part") {
			if most == "" || by["fallen_part/"+item].households > by["fallen_part/"+most].households {
				most = item
			}
		}
		if most != "" {
			s += fmt.Sprintf("减收户中以%s下降为主的最多,%s户。", Clean(most), Count(by["fallen_part/"+most].households))
		}
	}
	if len(towns) > 0 {
		s += "减收户较多、须逐户分析的乡镇:" + strings.Join(towns, "、") + "。"
	}
	return s
}

// growthWords say what the income of the registered households came to.
func growthWords(households, unknown int64, now, growth float64) string {
	s := fmt.Sprintf("建档立卡户中两年收入都有的%s户,人均纯收入%s元,", Count(households), Money(new(big.Rat).SetFloat64(now)))
	switch p := realCell(growth, KindPercent); {
	case growth > 0:
		s += "比上年增长" + pointWords(p) + "。"
	case growth < 0:
		s += "比上年下降" + strings.TrimPrefix(pointWords(p), "-") + "。"
	default:
		s += "与上年持平。"
	}
	if unknown > 0 {
		s += fmt.Sprintf("另有%s户不明,没有计入。", Count(unknown))
	}
	return s
}

// measures of the duty to help, in the order of the table.
var helpMeasures = []struct{ id, label string }{
	{"helper", "帮扶责任人"}, {"visits", "按月走访"}, {"resident_days", "驻村天数"}, {"sign_ins", "签到"}, {"app", "APP开通"}, {"satisfaction", "群众满意度"},
}

func (f *facts) assistance(ctx context.Context, c *composer) error {
	v, rows, err := f.ofCounties(ctx, "assistance_areas", "measure", "unit", "numerator", "denominator", "unknown", "comparator", "threshold", "verdict")
	if err != nil {
		return err
	}
	t := grid(f.meta, col(KindText, "项目"), col(KindCount, "应达到"), col(KindCount, "达到"), col(KindPercent, "比例(%)"), col(KindCount, "不明"), col(KindWord, "要求"), col(KindVerdict, "判定"))
	by := map[string][]string{}
	for _, m := range helpMeasures {
		for _, i := range rows {
			if v.text(i, "measure") != m.id {
				continue
			}
			num, has := v.number(i, "numerator")
			den, hasDen := v.number(i, "denominator")
			asks := Cell{Text: NotApplicable}
			if threshold, ok := v.float(i, "threshold"); ok {
				asks.Text = catalog.Asks(v.text(i, "comparator"), PercentOf(threshold)+"%")
			}
			r := Row{Cells: []Cell{{Text: Prose(m.label + "(" + textCell(v.text(i, "unit"), "户").Text + ")")}, {Text: NotKnown}, {Text: NotKnown}, {Text: NotKnown}, countCell(v.count(i, "unknown")), asks, verdictCell(v.text(i, "verdict"))}}
			if has && hasDen {
				r.Cells[1], r.Cells[2], r.Cells[3] = countCell(den), countCell(num), shareCell(num, den)
			}
			t.put(r)
			by[v.text(i, "verdict")] = append(by[v.text(i, "verdict")], m.label)
		}
	}
	if len(t.Rows) == 0 {
		c.say("没有帮扶记录和驻村工作队资料。")
		return nil
	}
	c.say(helpWords(by), "见"+ref("assistance")+"。")
	c.table("assistance", "帮扶责任落实", t, "注:户为户数,人次为一人一个季度。不明的没有计入达到。")
	f.helpMissed = by[Missed]
	return nil
}

// helpWords say which duties are met.
func helpWords(by map[string][]string) string {
	var parts []string
	for _, v := range []struct{ verdict, words string }{{Met, "达到要求的有"}, {Missed, "没有达到要求的有"}, {Undecided, "待核的有"}, {NoData, "来件不齐、暂不判定的有"}, {NotJudged, "没有对象、不作判定的有"}} {
		if list := by[v.verdict]; len(list) > 0 {
			parts = append(parts, v.words+strings.Join(list, "、"))
		}
	}
	return "帮扶责任各项中," + strings.Join(parts, ";") + ","
}

func (f *facts) projects(ctx context.Context, c *composer) error {
	v, rows, err := f.ofCounties(ctx, "project_areas", "project_type", "projects", "finished", "under_way", "not_started", "state_unknown", "overdue", "planned", "arrived", "paid", "arrived_compared", "paid_compared")
	if err != nil {
		return err
	}
	sum := map[string]int64{}
	money := map[string]*big.Rat{}
	for _, i := range rows {
		if v.text(i, "project_type") != "" {
			continue
		}
		for _, k := range []string{"projects", "finished", "under_way", "not_started", "state_unknown", "overdue"} {
			sum[k] += v.count(i, k)
		}
		for _, k := range []string{"planned", "arrived", "paid", "arrived_compared", "paid_compared"} {
			if money[k] == nil {
				money[k] = new(big.Rat)
			}
			if d, ok := v.value(i, k).(Decimal); ok {
				money[k].Add(money[k], d.Rat())
			}
		}
	}
	f.lateProjects = sum["overdue"]
	c.say(projectWords(sum, money))
	return nil
}

// projectWords say how far the projects are and what of their money is spent.
func projectWords(sum map[string]int64, money map[string]*big.Rat) string {
	if sum["projects"] == 0 {
		return "没有项目资金台账,或台账中没有项目。"
	}
	var parts []string
	for _, s := range []struct{ key, word string }{{"finished", "已完工"}, {"under_way", "在建"}, {"not_started", "未开工"}, {"state_unknown", "进度不明"}} {
		if sum[s.key] > 0 {
			parts = append(parts, fmt.Sprintf("%s%s个", s.word, Count(sum[s.key])))
		}
	}
	s := fmt.Sprintf("项目%s个,其中%s。", Count(sum["projects"]), strings.Join(parts, "、"))
	if sum["overdue"] > 0 {
		s += fmt.Sprintf("过了计划完工日期没有完工的%s个。", Count(sum["overdue"]))
	}
	tens := func(key string) string { return Money(new(big.Rat).Quo(money[key], big.NewRat(10000, 1))) + "万元" }
	s += fmt.Sprintf("计划投资%s,到位%s,已拨付%s", tens("planned"), tens("arrived"), tens("paid"))
	if money["arrived_compared"].Sign() > 0 {
		share := new(big.Rat).Quo(money["paid_compared"], money["arrived_compared"])
		s += fmt.Sprintf(",拨付占到位的%s%%", RoundHalfUp(share.Mul(share, big.NewRat(100, 1)), 2))
	}
	return s + "。"
}
