package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// reportRows say of the tables of the assessment report what they have to show.
var reportRows = map[string]func(*published, pageTable) [][]string{
	"statuses": func(d *published, _ pageTable) (out [][]string) {
		s, county := d.set("tally"), d.tree[0]
		all := d.tallied(county, "all", "total", "合计", "persons")
		out = append(out, cellsOf("合计", d.tallied(county, "all", "total", "合计", "households"), all, ratio(all, all)))
		for _, i := range s.byArea["county "+county.code] {
			if s.get(i, "scope") == "all" && s.get(i, "class") == "status" {
				out = append(out, cellsOf(s.get(i, "item"), s.count(i, "households"), s.count(i, "persons"), ratio(s.count(i, "persons"), all)))
			}
		}
		return out
	},
	"townships": func(d *published, _ pageTable) (out [][]string) {
		for _, u := range d.down("township") {
			all, poor := d.tallied(u, "all", "total", "合计", "persons"), d.tallied(u, "registered", "total", "合计", "persons")
			out = append(out, cellsOf(u.name, u.expected, u.arrived, d.tallied(u, "all", "total", "合计", "households"), all,
				d.tallied(u, "registered", "total", "合计", "households"), poor, ratio(poor, all)))
		}
		return out
	},
	"arrivals": func(d *published, p pageTable) (out [][]string) {
		s := d.set("arrivals")
		var kinds []string
		for i := range s.rows {
			if kind := s.get(i, "kind"); !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
		for _, kind := range kinds {
			n, owed := map[string]int64{}, false
			var rows int64
			for i := range s.rows {
				if s.get(i, "kind") == kind {
					n[s.get(i, "state")]++
					rows += s.count(i, "rows")
					owed = s.get(i, "owed") == "是"
				}
			}
			absent := orWord("", "—")
			if owed {
				absent = whole(n["未到"])
			}
			came := n["已到"] + n["有问题"] + n["重复"]
			if came+n["未到"] > 0 {
				out = append(out, cellsOf(d.sheetName(kind), came, n["有问题"], n["重复"], absent, rows))
			}
		}
		return out
	},
	"rates": func(d *published, _ pageTable) (out [][]string) {
		for _, info := range d.meta.Indicators {
			s, i := d.figure(d.tree[0], info.ID)
			num, den, open := s.count(i, "numerator"), s.count(i, "denominator"), s.count(i, "unknown")
			most := orWord("", "—")
			if info.ID != "approval" && open > 0 {
				most = ratio(min(num+open, den), den)
			}
			out = append(out, cellsOf(info.Label, info.Numerator+"÷"+info.Denominator, num, den, ratio(num, den), open, most))
		}
		return out
	},
	"verdicts":       nil, // see below
	"township-rates": nil,
	"village-rates": func(d *published, _ pageTable) (out [][]string) {
		for _, u := range d.tree {
			row := cellsOf(u.begins()[0], u.begins()[1])
			for _, info := range d.headline() {
				s, i := d.figure(u, info.ID)
				num, den := s.count(i, "numerator"), s.count(i, "denominator")
				switch {
				case untold(u, s, i):
					row = append(row, "不详", "不详", "不详", "不详")
				case den+s.count(i, "unknown") == 0 && info.ID == "approval":
					row = append(row, "—", "—", "—", "—")
				default:
					row = append(row, cellsOf(num, den, ratio(num, den), s.count(i, "unknown"))...)
				}
			}
			out = append(out, row)
		}
		return out
	},
	"visits": func(d *published, _ pageTable) (out [][]string) {
		s := d.set("funnel")
		for i := range s.rows {
			if s.get(i, "flag") != "范围内" {
				out = append(out, cellsOf(s.get(i, "township"), s.get(i, "village"), d.labelOf(s.get(i, "indicator")), map[string]string{"census": "户表", "sample": "核查"}[s.get(i, "source")],
					s.count(i, "n"), s.count(i, "events"), ratio(s.count(i, "events"), s.count(i, "n")), s.get(i, "flag")))
			}
		}
		return out
	},
	"exit": func(d *published, _ pageTable) (out [][]string) {
		for _, w := range exitWanted(exitTownshipWanted)(d, d.declared()[0]) {
			c := w.rows[0].cells // all townships
			_, name, _ := strings.Cut(w.title, "·")
			numbers := map[int]bool{}
			for _, it := range d.meta.ExitItems {
				if it.Standard == name {
					numbers[it.Number] = true
				}
			}
			out = append(out, cellsOf(name, len(numbers), c[1], c[3], c[4], c[5], c[6], c[7]))
		}
		return out
	},
	"exit-marks-": func(d *published, p pageTable) (out [][]string) {
		w := exitWanted(exitOverviewWanted)(d, d.declared()[0])[atoi(strings.TrimPrefix(p.id, "exit-marks-"))-1]
		for _, r := range w.rows[1:] { // below the totals
			row := cellsOf(r.cells[0], r.cells[1])
			for _, c := range r.cells[3 : len(r.cells)-7] {
				mark, _, _ := strings.Cut(c.text, " ")
				row = append(row, mark)
			}
			_, verdict, _ := strings.Cut(r.cells[len(r.cells)-2].text, " ")
			out = append(out, append(row, verdict))
		}
		return out
	},
	"ledgers": func(d *published, p pageTable) (out [][]string) {
		contents := contentsWanted(d, d.declared()[0])[0]
		for n, info := range d.meta.Ledgers {
			c := contents.rows[n].cells
			most, town := int64(0), "—"
			for _, u := range d.down("township")[1:] {
				rows, households, persons := d.stands(info.ID, &u)
				count, unit := households, "户"
				switch info.Counts {
				case reports.CountsProblems:
					count, unit = rows, "件"
				case reports.CountsPersons:
					count, unit = persons, "人"
				}
				if count > most {
					most, town = count, fmt.Sprintf("%s(%s%s)", u.name, grouped(fmt.Sprint(count)), unit)
				}
			}
			row := cellsOf(c[1], c[2], c[3], c[4], c[5], town)
			out = append(out, row)
		}
		return out
	},
	"policies": func(d *published, _ pageTable) (out [][]string) {
		s := d.set("policy_gaps")
		states := []string{"应享已享", "应享未享", "享受标准不符", "不应享而享", "不可重复而重复"}
		var names []string
		by := map[string]map[string]int64{}
		for i := range s.rows {
			name, state := s.get(i, "policy"), s.get(i, "state")
			if by[name] == nil {
				by[name], names = map[string]int64{}, append(names, name)
			}
			if !slices.Contains(states, state) {
				state = "不能判断"
			}
			by[name][state]++
		}
		slices.Sort(names)
		for _, name := range names {
			row := cellsOf(name)
			for _, state := range append(states, "不能判断") {
				row = append(row, whole(by[name][state]).text)
			}
			out = append(out, row)
		}
		return out
	},
	"monitored": func(d *published, p pageTable) (out [][]string) {
		s := d.set("monitoring_area")
		items := map[string]string{"合计": "total", "本期新增": "new", "本期消除": "removed_now"}
		for _, class := range []string{"合计", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "待定"} {
			row := []string{class}
			for _, head := range p.head[1:] {
				_, head, _ = strings.Cut(head, "/")
				var n int64
				for _, i := range s.byArea["county "+d.tree[0].code] {
					if s.get(i, "class") == class && s.get(i, "item") == cmp.Or(items[head], head) {
						n += s.count(i, "households")
					}
				}
				row = append(row, whole(n).text)
			}
			out = append(out, row)
		}
		return out
	},
	"alerts": func(d *published, p pageTable) (out [][]string) {
		s := d.set("alerts")
		for _, r := range p.rows { // the order is that of the rules, which the data have by number
			var n [3]int64
			for i := range s.rows {
				if s.get(i, "rule") != strings.NewReplacer("(", "(", ")", ")").Replace(r[0]) {
					continue
				}
				if s.get(i, "result") == "待核" {
					n[2]++
					continue
				}
				n[0]++
				if s.get(i, "monitored") == "未纳入" {
					n[1]++
				}
			}
			out = append(out, cellsOf(r[0], n[0], n[1], n[2]))
		}
		return out
	},
	"assistance": func(d *published, _ pageTable) (out [][]string) {
		s := d.set("assistance_areas")
		for _, m := range [][2]string{{"helper", "帮扶责任人"}, {"visits", "按月走访"}, {"resident_days", "驻村天数"}, {"sign_ins", "签到"}, {"app", "APP开通"}, {"satisfaction", "群众满意度"}} {
			for _, i := range s.byArea["county "+d.tree[0].code] {
				if s.get(i, "measure") == m[0] {
					figures := []string{"不详", "不详", "不详"}
					if s.get(i, "numerator") != "" && s.get(i, "denominator") != "" {
						figures = cellsOf(s.count(i, "denominator"), s.count(i, "numerator"), ratio(s.count(i, "numerator"), s.count(i, "denominator")))
					}
					row := append(cellsOf(m[1]+"("+s.get(i, "unit")+")"), figures...)
					out = append(out, append(row, cellsOf(s.count(i, "unknown"), orWord(asked(s, i), "—"), orWord(s.get(i, "verdict"), "—"))...))
				}
			}
		}
		return out
	},
	"accuracy": func(d *published, _ pageTable) (out [][]string) {
		s := d.set("accuracy")
		for _, u := range d.down("township") {
			for _, i := range s.byArea[u.level+" "+u.code] {
				out = append(out, cellsOf(u.name, s.count(i, "households"), s.count(i, "wrong_households"), percent(s.number(i, "rate")), s.count(i, "errors"), s.count(i, "warnings"), s.count(i, "notices")))
			}
		}
		return out
	},
}

func init() {
	// what each standard makes of the county, by the register and by the sample
	reportRows["verdicts"] = func(d *published, _ pageTable) (out [][]string) {
		s := d.set("indicators")
		estimates := d.set("estimates")
		county := d.tree[0]
		for _, standard := range d.meta.Standards {
			for _, info := range d.meta.Indicators {
				for _, i := range s.byArea["county "+county.code] {
					if s.get(i, "standard") != standard || s.get(i, "indicator") != info.ID || s.get(i, "comparator") == "" {
						continue
					}
					sample := []wanted{{text: "—"}, {text: "—"}}
					for j := range estimates.rows {
						if estimates.get(j, "domain") == "county:"+county.code && estimates.get(j, "indicator") == info.ID && estimates.get(j, "method") == "kgplus" && estimates.get(j, "standard") == standard {
							sample = []wanted{estimatedCell(estimates, j, "estimate"), orWord(estimates.get(j, "verdict"), "—")}
						}
					}
					out = append(out, cellsOf(standard, info.Label, cmp.Or(asked(s, i), anything), ratio(s.count(i, "numerator"), s.count(i, "denominator")), orWord(s.get(i, "verdict"), "—"), sample[0], sample[1]))
				}
			}
		}
		return out
	}
	// the rates of the townships with the verdict on which the standards agree
	reportRows["township-rates"] = func(d *published, _ pageTable) (out [][]string) {
		s := d.set("indicators")
		for _, u := range d.down("township") {
			row := cellsOf(u.name, u.begins()[1])
			for _, info := range d.headline() {
				_, i := d.figure(u, info.ID)
				var verdicts []string
				for _, j := range s.byArea[u.level+" "+u.code] {
					if v := s.get(j, "verdict"); s.get(j, "indicator") == info.ID && s.get(j, "standard") != "" && v != "—" && v != "" && !slices.Contains(verdicts, v) {
						verdicts = append(verdicts, v)
					}
				}
				verdict := anything // the standards are not of one mind: in words
				if len(verdicts) == 1 {
					verdict = verdicts[0]
				}
				row = append(row, append(cellsOf(ratio(s.count(i, "numerator"), s.count(i, "denominator"))), verdict)...)
			}
			out = append(out, row)
		}
		return out
	}
}

// headline are the indicators at the head of the page.
func (d *published) headline() (out []reports.IndicatorInfo) {
	for _, info := range d.meta.Indicators {
		if info.Headline {
			out = append(out, info)
		}
	}
	return out
}

// tallied is a figure of the summary of the households.
func (d *published) tallied(u unit, scope, class, item, column string) int64 {
	s := d.set("tally")
	for _, i := range s.byArea[u.level+" "+u.code] {
		if s.get(i, "scope") == scope && s.get(i, "class") == class && s.get(i, "item") == item {
			return s.count(i, column)
		}
	}
	return 0
}
