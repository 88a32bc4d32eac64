package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sanlv/reports"
)

// pageRows say of the tables that the page has beside those of the workbooks what
// they have to show; an id that ends in - is how several begin.
var pageRows = map[string]func(*published, pageTable) [][]string{
	"township-":               townshipRows,
	"estimate_verdict-county": countyVerdictRows,
	"diff_rulings":            rulingRows,
	"flow-table":              flowRows,
	"trend-":                  trendRows,
	"stack-":                  stackRows,
	"stack-monitoring-":       monitoringRows,
	"income-curve-":           curveRows,
	"interval-":               intervalRows,
	"funnel-":                 funnelRows,
	"fieldwork-team-table":    teamRows,
	"fieldwork-day-table":     dayRows,
	"quality-grid-table":      qualityRows,
	"villages":                villageRows,
	"ledgers":                 ledgerRows,
}

// townshipRows are the part of 三率一度 by township that one indicator has.
func townshipRows(d *published, p pageTable) (out [][]string) {
	id := strings.TrimPrefix(p.id, "township-")
	label := d.labelOf(id).text
	summary, verdicts := summaryWanted("township")(d, d.declared()[0])[0], verdictWanted("township")(d, d.declared()[0])[0]
	for i, r := range summary.rows {
		row := texts(r.cells[:3])
		for j, h := range summary.heads {
			if strings.HasPrefix(h, label+"/") {
				row = append(row, plainText(r.cells[j].text))
			}
		}
		for j, h := range verdicts.heads {
			if strings.HasPrefix(h, "按“") && strings.Contains(h, "/"+label) {
				row = append(row, plainText(verdicts.rows[i].cells[j].text))
			}
		}
		out = append(out, row)
	}
	return out
}

func countyVerdictRows(d *published, _ pageTable) (out [][]string) {
	for _, r := range estimateVerdictWanted(d, d.declared()[0])[0].rows {
		if slices.ContainsFunc(d.tree, func(u unit) bool { return u.level == "county" && u.name == r.cells[0].text }) {
			out = append(out, texts(r.cells))
		}
	}
	return out
}

// rulingRows name each check in words before its id.
func rulingRows(d *published, _ pageTable) (out [][]string) {
	checks := d.set("checks")
	for _, r := range d.past.Change.Rulings {
		name := r.Rule
		for i := range checks.rows {
			if checks.get(i, "rule") == r.Rule {
				name = checks.get(i, "about") + "(" + r.Rule + ")"
			}
		}
		out = append(out, cellsOf(name, r.Severity, r.New, r.Mended))
	}
	if len(out) == 0 {
		out = [][]string{{"无", "—", "—", "—"}}
	}
	return out
}

// flowRows are the households by what they were and what they are; the order is
// that of the chart.
func flowRows(d *published, p pageTable) (out [][]string) {
	for _, r := range p.rows {
		for _, f := range d.past.Change.Flows {
			before, after := "上次没有", "本次没有" // in the register
			if f.Before != "" {
				before = "上次 " + f.Before
			}
			if f.After != "" {
				after = "本次 " + f.After
			}
			if r[0] == before && r[1] == after {
				out = append(out, cellsOf(before, after, f.Households, f.Persons))
			}
		}
	}
	if len(out) != len(d.past.Change.Flows) {
		d.t.Errorf("%s shows %d of %d flows: %v", p.id, len(out), len(d.past.Change.Flows), d.past.Change.Flows)
	}
	return out
}

// trendRows are the figures of an indicator in the runs.
func trendRows(d *published, p pageTable) (out [][]string) {
	id := strings.TrimSuffix(strings.SplitN(p.id, "-", 3)[2], "-table")
	county := d.tree[0].code
	for _, r := range d.past.Runs {
		for _, f := range r.Figures {
			if f.Code == county && f.Indicator == id {
				changed := strings.Join(r.Changed, ";")
				out = append(out, cellsOf(r.AsOf(), r.Name[len(r.AsOf())+1:], f.Numerator, f.Denominator, ratio(f.Numerator, f.Denominator), f.Unknown, fmt.Sprintf("%d/%d", f.Arrived, f.Expected), orWord(changed, "—")))
			}
		}
	}
	return out
}

// stackRows are the households of the county and its townships by the heads of the
// table.
func stackRows(d *published, p pageTable) (out [][]string) {
	class := strings.TrimSuffix(strings.TrimPrefix(p.id, "stack-"), "-table")
	scope := map[string]string{"cause": "registered"}[class]
	s := d.set("tally")
	for _, u := range d.down("township") {
		row := []string{u.code, plainText(u.name)}
		for _, head := range p.head[2:] {
			var n int64
			for _, i := range s.byArea[u.level+" "+u.code] {
				total := head == "户数" && s.get(i, "class") == "total" || s.get(i, "class") == class && s.get(i, "item") == head
				if total && (s.get(i, "scope") == scope || scope == "" && s.get(i, "scope") == "all") {
					n = s.count(i, "households")
				}
			}
			row = append(row, whole(n).text)
		}
		out = append(out, row)
	}
	return out
}

// monitoringRows are the monitored by class, or by township.
func monitoringRows(d *published, p pageTable) (out [][]string) {
	s := d.set("monitoring_area")
	row := func(u unit, class, code, name string) {
		cells, all := []string{}, int64(0)
		for _, head := range p.head[3:] {
			var n int64
			for _, i := range s.byArea[u.level+" "+u.code] {
				if s.get(i, "class") == class && s.get(i, "item") == head {
					n += s.count(i, "households")
				}
			}
			all += n
			cells = append(cells, whole(n).text)
		}
		out = append(out, append([]string{code, plainText(name), whole(all).text}, cells...))
	}
	if strings.Contains(p.id, "-class-") {
		for _, class := range []string{"合计", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "待定"} {
			row(d.tree[0], class, class, class)
		}
		return out
	}
	for _, u := range d.down("township") {
		row(u, "合计", u.code, u.name)
	}
	return out
}

func curveRows(d *published, _ pageTable) (out [][]string) {
	s := d.set("income_curve")
	for i := range s.rows {
		out = append(out, cellsOf(moneyOf(s.number(i, "income")), s.count(i, "persons"), ratio(s.count(i, "persons"), s.count(i, "all_persons"))))
	}
	return out
}

// intervalRows are the estimates of an indicator by their domains.
func intervalRows(d *published, p pageTable) (out [][]string) {
	id := strings.TrimSuffix(strings.TrimPrefix(p.id, "interval-"), "-table")
	all := estimateWanted(d, d.declared()[0])[0]
	verdicts := estimateVerdictWanted(d, d.declared()[0])[0]
	label := d.labelOf(id).text
	for _, r := range all.rows {
		c := r.cells
		if c[1].text != label {
			continue
		}
		var said []string
		for _, v := range verdicts.rows {
			if v.cells[0].text == c[0].text && v.cells[1].text == label {
				for _, standard := range strings.Split(v.cells[2].text, "、") {
					said = append(said, standard+":"+v.cells[8].text)
				}
			}
		}
		row := cellsOf(c[0], c[5], c[6], c[10], c[11], c[12], c[13], orWord(strings.Join(said, ";"), "—"))
		for i, text := range row {
			if text == "样本太少" {
				row[i] = "—"
			}
		}
		out = append(out, row)
	}
	return out
}

func funnelRows(d *published, p pageTable) (out [][]string) {
	source, id, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(p.id, "funnel-"), "-table"), "-")
	s := d.set("funnel")
	for i := range s.rows {
		if s.get(i, "source") == source && s.get(i, "indicator") == id {
			out = append(out, cellsOf(s.get(i, "village_code"), s.get(i, "township"), s.get(i, "village"), s.count(i, "n"), s.count(i, "events"), ratio(s.count(i, "events"), s.count(i, "n")),
				s.count(i, "inner_low"), s.count(i, "inner_high"), s.count(i, "outer_low"), s.count(i, "outer_high"), s.get(i, "flag")))
		}
	}
	return out
}

func teamRows(d *published, _ pageTable) (out [][]string) {
	s := d.set("fieldwork")
	var files []string
	sums := map[string]*[3]int64{}
	for i := range s.rows {
		file := s.get(i, "file")
		if sums[file] == nil {
			files, sums[file] = append(files, file), &[3]int64{}
		}
		for j, c := range []string{"reached", "absent", "pending"} {
			sums[file][j] += s.count(i, c)
		}
	}
	for _, f := range files {
		out = append(out, cellsOf(f, sums[f][0], sums[f][1], sums[f][2]))
	}
	return out
}

func dayRows(d *published, _ pageTable) (out [][]string) {
	s := d.set("fieldwork")
	var days []string
	by, all, sum := map[string]int64{}, int64(0), int64(0)
	for i := range s.rows {
		all += s.count(i, "households")
		if day := s.get(i, "checked_on"); day != "" {
			if by[day] == 0 && !slices.Contains(days, day) {
				days = append(days, day)
			}
			by[day] += s.count(i, "reached") + s.count(i, "absent")
		}
	}
	slices.Sort(days)
	for _, day := range days {
		sum += by[day]
		part := strings.Split(day, "-")
		out = append(out, cellsOf(fmt.Sprintf("%s年%d月%d日", part[0], atoi(part[1]), atoi(part[2])), by[day], sum, all))
	}
	return out
}

// qualityRows are the findings that are open, by check and township.
func qualityRows(d *published, p pageTable) (out [][]string) {
	s, checks := d.set("problems"), d.set("checks")
	open := func(i int) bool { // what prevents an exit is no fault of the data
		return s.get(i, "state") != "已核实" && !strings.HasPrefix(s.get(i, "rule"), "not_exit_")
	}
	for _, r := range p.rows { // the order follows from the figures, which are compared
		severity, rule := r[0], r[2]
		by, all := map[string]int64{}, int64(0)
		for i := range s.rows {
			if s.get(i, "rule") == rule && s.get(i, "severity") == severity && open(i) {
				by[s.get(i, "township")]++
				all++
			}
		}
		about := rule
		for i := range checks.rows {
			if checks.get(i, "rule") == rule && checks.get(i, "severity") == severity {
				about = checks.get(i, "about")
			}
		}
		row := cellsOf(severity, about, rule, all)
		for _, head := range p.head[4:] {
			if head == "不分乡镇" {
				head = ""
			}
			row = append(row, whole(by[head]).text)
		}
		out = append(out, row)
	}
	var left int64
	for i := range s.rows {
		if open(i) {
			left++
		}
	}
	for _, r := range out {
		left -= parseCount(r[3])
	}
	if left != 0 {
		d.t.Errorf("%d findings are in no row of %s", left, p.id)
	}
	return out
}

func parseCount(s string) int64 {
	n, _ := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	return n
}

// villageRows hold the rates of every area with their numerators and denominators.
func villageRows(d *published, p pageTable) (out [][]string) {
	suspects := map[string]int64{}
	for _, u := range d.tree {
		for _, id := range []string{"wrong_exit", "omission", "pending"} {
			rows, _, _ := d.stands(id, &u)
			suspects[u.level+u.code] += rows
		}
	}
	for i, u := range d.tree {
		begin := u.begins()
		row := []string{plainText(begin[0].text + u.code), plainText(begin[1].text + " " + begin[2].text)}
		for j, info := range d.meta.Indicators {
			s, at := d.figure(u, info.ID)
			text := anything
			if at >= 0 && s.count(at, "denominator") > 0 && i < len(p.rows) && j+2 < len(p.rows[i]) {
				num, den := s.count(at, "numerator"), s.count(at, "denominator")
				text = plainText(ratio(num, den).text + "% (" + whole(num).text + "/" + whole(den).text + ")")
				if open := s.count(at, "unknown"); open > 0 {
					text += " " + plainText(map[bool]string{true: "未答", false: "待核"}[info.ID == "approval"]+whole(open).text)
				}
				if got := p.rows[i][j+2]; strings.HasPrefix(got, text) { // the verdicts behind it are those of 判定
					text = got
				}
			}
			row = append(row, text)
		}
		count := anything
		if n := suspects[u.level+u.code]; n > 0 {
			count = whole(n).text + " 户"
		}
		out = append(out, append(row, count))
	}
	return out
}

func ledgerRows(d *published, _ pageTable) (out [][]string) {
	for _, info := range d.meta.Ledgers {
		rows, _, persons := d.stands(info.ID, nil)
		said := "无"
		if rows > 0 {
			said = grouped(fmt.Sprint(rows)) + " " + map[string]string{reports.CountsHouseholds: "户", reports.CountsPersons: "人", reports.CountsProblems: "件"}[info.Counts]
			if info.Counts == reports.CountsHouseholds {
				said += " " + grouped(fmt.Sprint(persons)) + " 人"
			}
		}
		out = append(out, cellsOf(info.Label, said, info.Definition, info.Source))
	}
	return out
}
