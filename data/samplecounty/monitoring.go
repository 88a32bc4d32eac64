package samplecounty

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// watch is what the household sheet says of the monitoring against falling back.
type watch struct {
	class        string
	since, until time.Time // until is zero while the risk is there
	noLabour     bool
}

func (w *watch) cell(l layout, column string) any {
	if w == nil {
		return nil
	}
	day := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t
	}
	switch column {
	case "monitored_class":
		return w.class
	case "risk_removed":
		return l.word(!w.until.IsZero())
	case "monitored_since":
		return day(w.since)
	case "monitored_until":
		return day(w.until)
	}
	if w.noLabour {
		return l.yes
	}
	return nil
}

// The rows of the lists that are spoilt: their alert is lost.
const (
	spoiltHospital  = 9
	spoiltEducation = 4
)

// hospital is what a person paid in hospital, 0 for nothing.
func (h *Household) hospital(p *Person) int64 {
	if p.Health != "患有大病" && (h.Cause != "" || h.Number%20 > 0 || p.Relationship != "户主") {
		return 0
	}
	return int64(5200 + 370*(h.Number%40))
}

// schoolPaid is what a pupil's school cost beside what came back, 0 where the list
// has none.
func (h *Household) schoolPaid(p *Person) int64 {
	if p.Dropout != "" || p.School != "普通高中三年级" || h.Number%2 > 0 {
		return 0
	}
	return int64(8600 + 900*(h.Number%6))
}

// alert is one that the lists and incomes of the county must raise.
type alert struct {
	rule    string
	certain bool
	shock   bool
}

// alerts of every household that counts, from the invented facts alone.
func (c *County) alerts() map[*Household][]alert {
	out := map[*Household][]alert{}
	raise := func(h *Household, rule string, certain, shock bool) {
		if h.Status == "脱贫户" || h.Status == "一般农户" || h.Status == "清退户" {
			out[h] = append(out[h], alert{rule, certain, shock})
		}
	}
	hospital, education, flooded := 0, 0, 0
	c.everyMember(func(h *Household, p *Person) {
		keyed := p.Override["id_number"] == ""
		if paid := h.hospital(p); paid > 0 {
			hospital++
			switch {
			case hospital == spoiltHospital || !keyed:
			case h.Status == "脱贫户" && paid >= 5000:
				raise(h, "住院自付大额(脱贫户)", true, true)
			case h.Status != "脱贫户" && paid >= 20000:
				raise(h, "住院自付大额(其他户)", true, true)
			}
		}
		if paid := h.schoolPaid(p); paid > 0 || p.Dropout != "" {
			education++
			switch {
			case education == spoiltEducation:
			case p.Dropout != "":
				raise(h, "失学辍学", true, false)
			case paid > 10000:
				raise(h, "就学支出大额", true, false)
			}
		}
		if p.Relationship == "户主" {
			other := h.Cause != "" && h.ExitYear == 2015 && h.Number%11 == 0 && flooded < 2
			if other {
				flooded++
			}
			if h.struck || other {
				raise(h, "受灾", true, true)
			}
		}
	})
	for h, row := range c.baselineRows() {
		before, said := h.before(row)
		if said == no {
			continue
		}
		net, known := h.netIncome()
		if burden, filled := h.burden(); filled && (said == unknown || burden >= before) {
			raise(h, "刚性支出骤增", said == yes, true)
		}
		was, is := before*int64(h.Persons), net*int64(len(h.Members))
		if said == unknown || !known || (was-is)*100 >= 30*was {
			raise(h, "收入骤降", said == yes && known, true)
		}
	}
	return out
}

// burden is what schooling and illness cost a household beside what came back, as
// its sheet tells it.
func (h *Household) burden() (yuan int64, filled bool) {
	education, medical, reimbursed := h.spending()
	if text := h.Override["medical_expense"]; text != "" {
		if _, err := fmt.Sscan(text, &medical); err != nil {
			panic(err)
		}
	}
	return education + medical - reimbursed, h.Village.Layout.more && education+medical > 0
}

// watching is what the monitoring must make of a household.
type watching struct{ due, state string }

// monitoringLine is twice the line in yuan a head: one and a half times the poverty
// line.
const monitoringLine = 3 * line

// judgeWatch works out whether the household should be monitored, under which class,
// and what follows from what its sheet says.
func (h *Household) judgeWatch(alerts []alert) watching {
	net, known := h.netIncome()
	below, risk, shock := unknown, no, no
	if known {
		below = no
		if 2*net < int64(monitoringLine*h.Persons) {
			below = yes
		}
	}
	for _, a := range alerts {
		x := unknown
		if a.certain {
			x = yes
		}
		risk = max(risk, x)
		if a.shock {
			shock = max(shock, x)
		}
	}
	meant, lasting := no, ""
	switch {
	case h.Status == "脱贫户":
		meant, lasting = yes, "脱贫不稳定户"
	case h.Status == "一般农户" || h.Status == "清退户":
		lasting = "边缘易致贫户"
		if h.Exclusion == "" {
			meant = yes
		}
	}
	due := min(meant, max(below, risk))
	w := watching{}
	if due == yes {
		switch {
		case below == yes, below == no && shock == no:
			w.due = lasting
		case below == no && shock == yes:
			w.due = "突发严重困难户"
		default:
			w.due = "待定"
		}
	}
	months := func(a, b time.Time) int {
		n := (b.Year()-a.Year())*12 + int(b.Month()-a.Month())
		if b.Day() < a.Day() {
			n--
		}
		return n
	}
	switch r := h.watch; {
	case !h.Village.Layout.more: // its sheet does not tell
		if due != no {
			w.state = "待核"
		}
	case r == nil:
		w.state = map[truth]string{yes: "应纳未纳", unknown: "待核"}[due]
	case !r.until.IsZero() && months(r.since, r.until) < 6:
		w.state = "消除过早"
	case !r.until.IsZero() && due == yes: // all the alerts are of 2018, and so is what it earns
		w.state = "应纳未纳"
	case !r.until.IsZero():
		w.state = "风险已消除"
	case r.noLabour:
		w.state = "整户无劳动能力"
	case due == no && meant == yes && months(r.since, asOf) >= 6:
		w.state = "应消未消"
	default:
		w.state = "已纳入"
	}
	return w
}

// settleMonitoring registers the households that should be monitored, where the
// sheets tell of it, but for those planted to be found.
func (c *County) settleMonitoring() {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	alerts := c.alerts()
	planted := map[string]bool{}
	plant := func(h *Household, id, state, what string, w *watch) {
		planted[id], h.watch = true, w
		c.MonitorPlants = append(c.MonitorPlants, Plant{ID: "monitor-" + id, What: what, Kind: state, HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: "监测状态:" + state})
	}
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			for _, h := range v.counted() {
				if !v.Arrives || !v.Layout.more {
					continue
				}
				able := h.memberIf(func(p Person) bool { return p.Labour != "无劳动力" })
				_, known := h.netIncome()
				switch w := h.judgeWatch(alerts[h]); {
				case w.due == "脱贫不稳定户" && !planted["missed-low"]:
					plant(h, "missed-low", "应纳未纳", "脱贫户人均纯收入低于监测线,没有登记", nil)
				case w.due == "突发严重困难户" && !planted["missed-shock"]:
					plant(h, "missed-shock", "应纳未纳", "脱贫户住院自付5000元以上,没有登记", nil)
				case w.due == "边缘易致贫户" && !planted["missed-school"]:
					plant(h, "missed-school", "应纳未纳", "一般农户就学自付10000元以上(或收入低于监测线),没有登记", nil)
				case w.due == "突发严重困难户" && !planted["again"]:
					plant(h, "again", "应纳未纳", "2017年6月消除风险,2018年又住院自付5000元以上", &watch{class: "脱贫不稳定户", since: day(2016, 5, 10), until: day(2017, 6, 30)})
				case w.due != "" && h.Status == "脱贫户" && able == 0 && !planted["no-labour"]:
					plant(h, "no-labour", "整户无劳动能力", "全户没有劳动力,登记为兜底保障户", &watch{class: w.due, since: day(2017, 5, 1), noLabour: true})
				case w.due != "":
					since := day(2018, 3, 15)
					if h.Number%2 == 0 {
						since = day(2017, 4, 20)
					}
					h.watch = &watch{class: w.due, since: since}
				case h.Status != "脱贫户" || h.taken || !known || len(alerts[h]) > 0:
				case !planted["removed"]:
					plant(h, "removed", "风险已消除", "监测15个月后消除风险", &watch{class: "脱贫不稳定户", since: day(2017, 3, 1), until: day(2018, 6, 30)})
				case !planted["keep"]:
					plant(h, "keep", "应消未消", "收入高于监测线、没有预警,监测已15个月,没有消除", &watch{class: "脱贫不稳定户", since: day(2017, 9, 10)})
				case !planted["early"]:
					plant(h, "early", "消除过早", "监测不满6个月就消除", &watch{class: "脱贫不稳定户", since: day(2018, 4, 20), until: day(2018, 8, 1)})
				}
			}
		}
	}
}

// layOutAid makes the civil affairs office's list of who receives 低保 or 特困供养.
func (c *County) layOutAid() {
	l := c.listing("部门比对/民政局低保特困.xlsx", "低保特困", 1, 1)
	l.title(6, "农村低保、特困供养对象名单(2018年12月)")
	l.header("序号", "姓名", "身份证号码", "部门", "事项", "认定日期")
	n := int64(0)
	c.everyMember(func(h *Household, p *Person) {
		item := ""
		switch {
		case p.ExtremePoverty:
			item = "特困供养"
		case p.LowIncomeAid:
			item = "农村低保"
		default:
			return
		}
		n++
		l.add(n, p.Name, p.ID, "民政局", item, time.Date(2015+h.Number%3, time.Month(1+h.Number%12), 1, 0, 0, 0, 0, time.UTC))
	})
	c.send(l.document(workbook))
}

// diedOn is the day on which one of the list of the dead died: a pension was paid
// at the year's end all the same.
var diedOn = time.Date(2018, 5, 12, 0, 0, 0, 0, time.UTC)

// dead is the one who died: the first of a registered household of 青石镇 who is
// old enough for a pension, with the number within the household.
func (c *County) dead() (*Household, int) {
	for _, v := range c.Townships[0].Villages {
		for _, h := range v.registered() {
			if n := h.memberIf(func(p Person) bool { return age(p.Born) >= 60 && p.Relationship != "户主" }); n > 0 && !h.taken && !h.unhelped {
				return h, n
			}
		}
	}
	panic("nobody is old enough")
}

// layOutDead makes the list of the dead.
func (c *County) layOutDead() {
	h, n := c.dead()
	p := h.Members[n-1]
	l := c.listing("部门比对/公安局死亡注销.csv", "公安局", 1, 1)
	l.header("姓名", "身份证号", "数据来源部门", "比对事项", "死亡日期")
	l.add(p.Name, p.ID, "公安局", "死亡", diedOn)
	c.add(Plant{ID: "dead-member", What: "2018年5月死亡的一人仍在人表中", Kind: "department_dead_member", HouseholdID: h.ID, VillageCode: h.Village.Code,
		Expect: "警告已死亡的人仍在人表", column: "id_number", member: n})
	c.send(l.document(csvUTF8))
}

// MonitoringTruth is what the monitoring, the low incomes and the change of incomes
// must come to, by household that counts in a village that arrives.
type MonitoringTruth struct {
	Due, State map[string]string         // class due, and state
	Alerts     map[string]map[string]int // certain alerts by rule
	Class      map[string]string         // of low income
	Missed     map[string]bool           // entitled to 低保, and not enrolled
	Trend      map[string]string         // of income
	AfterDeath map[string]int            // payments after death
}

// Monitoring works it out from the invented households alone.
func (c *County) Monitoring() MonitoringTruth {
	t := MonitoringTruth{map[string]string{}, map[string]string{}, map[string]map[string]int{}, map[string]string{}, map[string]bool{}, map[string]string{}, map[string]int{}}
	alerts, rows := c.alerts(), c.baselineRows()
	for _, town := range c.Townships {
		for _, v := range town.Villages {
			for _, h := range v.counted() {
				if !v.Arrives {
					continue
				}
				w := h.judgeWatch(alerts[h])
				t.Due[h.ID], t.State[h.ID] = w.due, w.state
				for _, a := range alerts[h] {
					if a.certain {
						if t.Alerts[h.ID] == nil {
							t.Alerts[h.ID] = map[string]int{}
						}
						t.Alerts[h.ID][a.rule]++
					}
				}
				t.Class[h.ID], t.Missed[h.ID] = h.lowIncome()
				t.Trend[h.ID] = h.trend(rows[h])
			}
		}
	}
	h, n := c.dead()
	for _, g := range h.grants() {
		if g.person == &h.Members[n-1] && g.paid.After(diedOn) {
			t.AfterDeath[h.ID]++
		}
	}
	return t
}

// lowIncome is the class of low income, and whether the household should receive
// 低保 and does not. The standard is 4080 yuan, the margin half as much again, the
// disposable income 13432.
func (h *Household) lowIncome() (class string, missed bool) {
	extreme := h.memberIf(func(p Person) bool { return p.ExtremePoverty || p.Override["extreme_poverty_aid"] == "是" }) > 0
	low := h.memberIf(func(p Person) bool { return p.LowIncomeAid }) > 0
	net, known := h.netIncome()
	n := int64(h.Persons)
	watched := h.watch != nil && h.watch.until.IsZero()
	missed = known && !extreme && !low && h.Exclusion == "" && net < 4080*n
	switch {
	case extreme:
		return "特困", false
	case low:
		return "低保", false
	case h.Exclusion != "":
	case !known:
		return "待核", false
	case net <= 6120*n:
		return "低保边缘", missed
	case net < 13432*n:
		burden, filled := h.burden()
		if !filled {
			return "待核", false
		}
		if net-burden < 6120*n {
			return "支出型困难", false
		}
	}
	switch {
	case !h.Village.Layout.more:
		return "待核", false
	case watched:
		return "防返贫监测对象", false
	}
	return "其他", false
}

// trend compares the income a head with last year's.
func (h *Household) trend(row int) string {
	before, said := h.before(row)
	net, known := h.netIncome()
	if said != yes || !known {
		return "不明"
	}
	switch was, is := before*int64(h.Persons), net*int64(len(h.Members)); {
	case is > was:
		return "增收"
	case is < was:
		return "减收"
	}
	return "持平"
}

// writeMonitoring tells what the monitoring must come to.
func (c *County) writeMonitoring(b *strings.Builder) {
	b.WriteString("\n## 防返贫监测、低收入人口、收入变化\n\n只有户表有“监测对象类别”一栏的村知道是否已纳入,其余应纳入的是待核。下表是有意埋设的;其他应纳入的都已登记。监测线 4492.5 元(贫困线的1.5倍),低保标准 4080 元。\n\n")
	writePlants(b, c.MonitorPlants)
	t := c.Monitoring()
	count := func(what string, of map[string]string) {
		n := map[string]int{}
		for _, v := range of {
			n[v]++
		}
		delete(n, "")
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(n)) {
			parts = append(parts, fmt.Sprintf("%s %d", k, n[k]))
		}
		fmt.Fprintf(b, "\n%s(户数):%s。\n", what, strings.Join(parts, "、"))
	}
	count("监测状态", t.State)
	count("低收入分类", t.Class)
	count("收入比上年", t.Trend)
	missed := 0
	for _, yes := range t.Missed {
		if yes {
			missed++
		}
	}
	fmt.Fprintf(b, "\n收入低于低保标准而没有享受低保、特困供养的 %d 户;死亡后仍发放的 %d 户。\n", missed, len(t.AfterDeath))
}
