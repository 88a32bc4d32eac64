package cli

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// bodies say of each table that the program lays out which figures of the data it
// has to show, where.
var bodies = map[string]func(*published, catalog.Table) []*wantedTable{
	"summary_township": summaryWanted("township"), "summary_village": summaryWanted("village"),
	"verdict_township": verdictWanted("township"), "verdict_village": verdictWanted("village"),
	"change_township": changeWanted,
	"exit_overview":   exitWanted(exitOverviewWanted), "exit_township": exitWanted(exitTownshipWanted), "exit_detail": exitWanted(exitDetailWanted),
	"estimate": estimateWanted, "estimate_verdict": estimateVerdictWanted, "estimate_count": estimateCountWanted,
	"agreement_rate": agreementRateWanted, "agreement": agreementWanted,
	"four_levels": fourLevelsWanted, "ledger_contents": contentsWanted, "ledger_areas": ledgerAreasWanted,
	"arrivals": arrivalsWanted, "intake": intakeWanted, "scores": scoresWanted, "score_list": scoreListWanted,
	"diff_figures": diffWanted(diffFiguresWanted), "diff_verdicts": diffWanted(diffVerdictsWanted), "diff_rules": diffWanted(diffRulesWanted),
	"diff_households": diffWanted(diffHouseholdsWanted), "diff_rulings": diffWanted(diffRulingsWanted), "diff_findings": func(*published, catalog.Table) []*wantedTable { return nil }, // a run counts them only
}

// figure is the row of an indicator of an area, -1 for none.
func (d *published) figure(u unit, indicator string) (*dataset, int) {
	s := d.set("indicators")
	for _, i := range s.byArea[u.level+" "+u.code] {
		if s.get(i, "indicator") == indicator {
			return s, i
		}
	}
	return s, -1
}

// untold tells that nothing of an indicator came, though it had to.
func untold(u unit, s *dataset, row int) bool {
	return row < 0 || s.get(row, "indicator") != "approval" && u.silent() && s.count(row, "denominator")+s.count(row, "numerator")+s.count(row, "unknown") == 0
}

// summaryWanted is 三率一度汇总表: of each indicator numerator, denominator, rate,
// what is unknown, and what the rate could be.
func summaryWanted(level string) func(*published, catalog.Table) []*wantedTable {
	return func(d *published, _ catalog.Table) []*wantedTable {
		w := &wantedTable{heads: slices.Clone(areaHeads)}
		for _, info := range d.meta.Indicators {
			unit, unknown, short := "("+info.Unit+")", "待核人口", info.Label
			for _, s := range []string{"发生率", "认可度"} {
				if strings.HasSuffix(short, s) {
					short = s
				}
			}
			if info.ID == "approval" {
				unknown = "未答户"
			}
			for _, h := range []string{info.Numerator + unit, info.Denominator + unit, short + "(%)", unknown + unit} {
				w.heads = append(w.heads, info.Label+"/"+h)
			}
			if info.ID != "approval" {
				w.heads = append(w.heads, info.Label+"/可能范围(%)")
			}
		}
		for _, u := range d.down(level) {
			cells := u.begins()
			for _, info := range d.meta.Indicators {
				n := 5
				if info.ID == "approval" {
					n = 4
				}
				s, i := d.figure(u, info.ID)
				if s.get(i, "numerator") == hiddenSign {
					row := repeated(hiddenSign, n)
					if s.get(i, "denominator") != hiddenSign {
						row[1] = whole(s.count(i, "denominator"))
					}
					cells = append(cells, row...)
					continue
				}
				if untold(u, s, i) {
					cells = append(cells, repeated("不详", n)...)
					continue
				}
				num, den, open := s.count(i, "numerator"), s.count(i, "denominator"), s.count(i, "unknown")
				if n == 4 && den+open == 0 {
					cells = append(cells, repeated("—", n)...)
					continue
				}
				row := []wanted{whole(num), whole(den), ratio(num, den), whole(open), {text: "—"}}
				if value := s.number(i, "value"); den > 0 { // as it is published, not as it is worked out here
					row[2] = percent(value)
				}
				if most := min(num+open, den); most > num {
					row[4].text = ratio(num, den).text + "~" + ratio(most, den).text
				}
				if s.get(i, "denominator") == "" {
					row[1], row[2] = wanted{text: "不详"}, wanted{text: "不详"}
				}
				cells = append(cells, row[:n]...)
			}
			w.rows = append(w.rows, wantedRow{cells: cells, deep: u.deep})
		}
		return []*wantedTable{w}
	}
}

// verdictWanted is 三率一度判定表: the rates, then each standard's verdict on them.
func verdictWanted(level string) func(*published, catalog.Table) []*wantedTable {
	return func(d *published, _ catalog.Table) []*wantedTable {
		w := &wantedTable{heads: slices.Clone(areaHeads)}
		for _, info := range d.meta.Indicators {
			w.heads = append(w.heads, "指标值(%)/"+info.Label)
		}
		s := d.set("indicators")
		verdict := map[[4]string]string{}
		asks := map[[2]string]map[string]string{} // standard, indicator → by level
		for i := range s.rows {
			pair := [2]string{s.get(i, "standard"), s.get(i, "indicator")}
			verdict[[4]string{s.get(i, "level"), s.get(i, "area_code"), pair[0], pair[1]}] = s.get(i, "verdict")
			if s.get(i, "comparator") != "" {
				if asks[pair] == nil {
					asks[pair] = map[string]string{}
				}
				limit, asked := "(阈值待填)", s.get(i, "comparator")
				if n := s.number(i, "threshold"); n != nil {
					limit = strings.TrimSuffix(strings.TrimRight(new(big.Rat).Mul(n, big.NewRat(100, 1)).FloatString(4), "0"), ".") + "%"
				} else {
					asked = ""
				}
				asks[pair][s.get(i, "level")] = strings.NewReplacer("<=", "≤", ">=", "≥").Replace(asked) + limit
			}
		}
		levels := []string{"county", "township", "village"}[:map[string]int{"township": 2, "village": 3}[level]]
		var judged [][2]string
		for _, standard := range d.meta.Standards {
			for _, info := range d.meta.Indicators {
				pair := [2]string{standard, info.ID}
				var at, limits []string
				for _, l := range levels {
					if ask := asks[pair][l]; ask != "" {
						at = append(at, map[string]string{"county": "县", "township": "乡镇", "village": "村"}[l]+ask)
						if !slices.Contains(limits, ask) {
							limits = append(limits, ask)
						}
					}
				}
				if len(at) == 0 {
					continue
				}
				judged = append(judged, pair)
				head := limits[0]
				switch {
				case len(limits) > 1:
					head = strings.Join(at, ";")
				case len(at) < len(levels):
					head += "(" + strings.ReplaceAll(strings.Join(at, "、"), limits[0], "") + ")"
				}
				w.heads = append(w.heads, "按“"+standard+"”判定/"+info.Label+head)
			}
		}
		for _, u := range d.down(level) {
			cells := u.begins()
			for _, info := range d.meta.Indicators {
				s, i := d.figure(u, info.ID)
				switch {
				case s.get(i, "numerator") == hiddenSign:
					cells = append(cells, wanted{text: hiddenSign})
				case untold(u, s, i) || s.get(i, "denominator") == "":
					cells = append(cells, wanted{text: "不详"})
				default:
					cells = append(cells, ratio(s.count(i, "numerator"), s.count(i, "denominator")))
				}
			}
			for _, pair := range judged {
				cells = append(cells, orWord(verdict[[4]string{u.level, u.code, pair[0], pair[1]}], "—"))
			}
			w.rows = append(w.rows, wantedRow{cells: cells, deep: u.deep})
		}
		return []*wantedTable{w}
	}
}

// changeWanted sets the rates of the last run beside those of this.
func changeWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: slices.Clone(areaHeads)}
	for _, info := range d.meta.Indicators {
		for _, h := range []string{"上次(%)", "本次(%)", "变动(百分点)", "原因"} {
			w.heads = append(w.heads, info.Label+"/"+h)
		}
	}
	for _, u := range d.down("township") {
		cells := u.begins()
		for _, info := range d.meta.Indicators {
			s, i := d.figure(u, info.ID)
			now := reports.DiffFigure{}
			if i >= 0 {
				now = reports.DiffFigure{Numerator: s.count(i, "numerator"), Denominator: s.count(i, "denominator"), Unknown: s.count(i, "unknown")}
			}
			four := []wanted{{text: "—"}, ratio(now.Numerator, now.Denominator), {text: "—"}, {text: "—"}}
			if change := d.past.Change; change != nil {
				before, causes := now, []string{}
				for _, m := range slices.Concat(change.Indicators, change.Areas) {
					if m.Level == u.level && m.Code == u.code && m.ID == info.ID {
						before = m.Before
						for _, c := range m.Causes {
							causes = append(causes, saidCause(c))
						}
					}
				}
				four[0], four[3] = ratio(before.Numerator, before.Denominator), orWord(strings.Join(causes, ";"), "无")
				if before.Denominator > 0 && now.Denominator > 0 {
					points := new(big.Rat).Sub(big.NewRat(100*now.Numerator, now.Denominator), big.NewRat(100*before.Numerator, before.Denominator))
					four[2].text = signedNumber(points, 2).text
				}
			}
			cells = append(cells, four...)
		}
		w.rows = append(w.rows, wantedRow{cells: cells, deep: u.deep})
	}
	return []*wantedTable{w}
}

func saidCause(c reports.DiffCause) string {
	sign := func(n int64) string { return signedNumber(big.NewRat(n, 1), 0).text }
	return fmt.Sprintf("%s %s 户:分子 %s、分母 %s、待核 %s", c.Cause, grouped(fmt.Sprint(c.Households)), sign(c.Change.Numerator), sign(c.Change.Denominator), sign(c.Change.Unknown))
}

// exitList is one list of exit standards.
type exitList struct {
	*published
	name    string
	items   []reports.ExitItemInfo
	numbers []int
	codes   []string // of its poor villages
	judged  map[[2]string]int
	all     *dataset
}

// exitWanted gives a table for each list of exit standards.
func exitWanted(one func(*exitList) *wantedTable) func(*published, catalog.Table) []*wantedTable {
	return func(d *published, c catalog.Table) []*wantedTable {
		var lists []*exitList
		for _, info := range d.meta.ExitItems {
			if len(lists) == 0 || lists[len(lists)-1].name != info.Standard {
				lists = append(lists, &exitList{published: d, name: info.Standard, judged: map[[2]string]int{}, all: d.set("village_exit")})
			}
			l := lists[len(lists)-1]
			l.items = append(l.items, info)
			if !slices.Contains(l.numbers, info.Number) {
				l.numbers = append(l.numbers, info.Number)
			}
		}
		var out []*wantedTable
		for _, l := range lists {
			slices.Sort(l.numbers)
			slices.SortStableFunc(l.items, func(a, b reports.ExitItemInfo) int { return cmp.Compare(a.Number, b.Number) })
			for i := range l.all.rows {
				if l.all.get(i, "standard") == l.name {
					code := l.all.get(i, "village_code")
					l.judged[[2]string{code, l.all.get(i, "item")}] = i
					if !slices.Contains(l.codes, code) {
						l.codes = append(l.codes, code)
					}
				}
			}
			slices.Sort(l.codes)
			w := one(l)
			w.sheet, w.title = c.Sheet, d.fill(c.Title)
			if len(lists) > 1 {
				w.id, w.sheet, w.title = c.ID+"_"+l.name, w.sheet+"-"+l.name, w.title+"·"+l.name
			}
			out = append(out, w)
		}
		return out
	}
}

// of gives an item of a village.
func (l *exitList) of(code, item, column string) string {
	return l.all.get(l.judged[[2]string{code, item}], column)
}

// number judges a numbered standard of a village; none of its items applies where
// all have nothing to divide by.
func (l *exitList) number(code string, n int) (verdict string, applies bool) {
	verdict = "达标"
	for _, it := range l.items {
		if it.Number != n {
			continue
		}
		applies = applies || l.of(code, it.Item, "denominator") != "0"
		if v := l.of(code, it.Item, "verdict"); v == "未达标" || v != "达标" && verdict == "达标" {
			verdict = v
		}
	}
	return verdict, applies
}

// tally counts how many numbered standards a village meets, misses, or lacks data of.
func (l *exitList) tally(code string) (met, missed, lacking int64) {
	for _, n := range l.numbers {
		switch verdict, _ := l.number(code, n); verdict {
		case "达标":
			met++
		case "未达标":
			missed++
		default:
			lacking++
		}
	}
	return met, missed, lacking
}

func withMark(verdict string, applies bool) wanted {
	if verdict == "达标" && !applies {
		return wanted{text: "✓ 不适用"}
	}
	return wanted{text: map[string]string{"达标": "✓ 达标", "未达标": "✗ 未达标", "数据缺": "缺 数据缺"}[verdict]}
}

// places are township, name and code of a village.
func (l *exitList) places(code string) []wanted {
	return []wanted{word(l.of(code, "all", "township")), word(l.of(code, "all", "village_name")), word(code)}
}

func exitOverviewWanted(l *exitList) *wantedTable {
	w := &wantedTable{heads: []string{"乡镇", "贫困村", "村代码"}}
	for _, n := range l.numbers {
		var labels []string
		for _, it := range l.items {
			if it.Number == n {
				labels = append(labels, it.Label)
			}
		}
		w.heads = append(w.heads, fmt.Sprintf("退出标准(%s)/%d.%s", l.name, n, strings.Join(labels, ";")))
	}
	w.heads = append(w.heads, "条数/达标", "条数/未达标", "条数/数据缺", "项目/达标", "项目/已判", "结果", "未达标、数据缺的原因")
	met := make([]int, len(l.numbers)+1)
	sums := make([]int64, 5)
	for _, code := range l.codes {
		cells := l.places(code)
		for i, n := range l.numbers {
			verdict, applies := l.number(code, n)
			cells = append(cells, withMark(verdict, applies))
			if verdict == "达标" {
				met[i]++
			}
		}
		a, b, c := l.tally(code)
		row := l.judged[[2]string{code, "all"}]
		for i, n := range []int64{a, b, c, l.all.count(row, "numerator"), l.all.count(row, "denominator")} {
			cells = append(cells, whole(n))
			sums[i] += n
		}
		verdict := l.of(code, "all", "verdict")
		if verdict == "达标" {
			met[len(l.numbers)]++
		}
		w.rows = append(w.rows, wantedRow{cells: append(cells, withMark(verdict, true), orWord(l.of(code, "all", "reason"), "—"))})
	}
	if len(w.rows) == 0 {
		return w
	}
	total := []wanted{{text: "合计"}, {text: fmt.Sprintf("共%d村", len(l.codes))}, {text: "—"}}
	for _, n := range met[:len(l.numbers)] {
		total = append(total, wanted{text: fmt.Sprintf("达标%d村", n)})
	}
	for _, n := range sums {
		total = append(total, whole(n))
	}
	total = append(total, wanted{text: fmt.Sprintf("达标%d村", met[len(l.numbers)])}, wanted{text: "—"})
	w.rows = slices.Insert(w.rows, 0, wantedRow{cells: total})
	return w
}

func exitTownshipWanted(l *exitList) *wantedTable {
	w := &wantedTable{heads: []string{"乡镇", "贫困村数", "已判村数", "按未达标条数分/全部达标", "按未达标条数分/差一条", "按未达标条数分/差两条及以上", "按未达标条数分/数据缺", "达标比例(%)"}}
	counts, total := map[string]*[6]int64{}, [6]int64{}
	v := l.set("villages")
	home := map[string]string{}
	for _, u := range l.tree {
		if u.level == "village" {
			home[u.code] = u.above[0]
		}
	}
	of := func(town string) *[6]int64 {
		if counts[town] == nil {
			counts[town] = &[6]int64{}
		}
		return counts[town]
	}
	for i := range v.rows {
		if v.get(i, "poor_village") == "是" {
			of(v.get(i, "township_code"))[0]++
		}
	}
	for _, code := range l.codes {
		n := of(home[code])
		n[1]++
		switch _, missed, lacking := l.tally(code); {
		case missed == 0 && lacking == 0:
			n[2]++
		case missed == 0:
			n[5]++
		case missed == 1:
			n[3]++
		default:
			n[4]++
		}
	}
	line := func(name string, n [6]int64, deep int) wantedRow {
		cells := []wanted{word(name)}
		for _, x := range n {
			cells = append(cells, whole(x))
		}
		return wantedRow{cells: append(cells, ratio(n[2], n[1])), deep: deep}
	}
	for _, u := range l.tree {
		if n := counts[u.code]; u.level == "township" && n != nil {
			w.rows = append(w.rows, line(u.name, *n, 1))
			for i, x := range n {
				total[i] += x
			}
		}
	}
	if len(w.rows) > 0 {
		w.rows = slices.Insert(w.rows, 0, line("合计", total, 0))
	}
	return w
}

func exitDetailWanted(l *exitList) *wantedTable {
	w := &wantedTable{heads: []string{"乡镇", "贫困村", "村代码", "条", "项目", "单位", "指标值/分子", "指标值/分母", "指标值/比例(%)", "标准", "判定", "差距或原因"}}
	for _, code := range l.codes {
		missed, lacking := 0, 0
		var lines []wantedRow
		for _, it := range l.items {
			at, ok := l.judged[[2]string{code, it.Item}]
			if !ok {
				continue
			}
			verdict := l.all.get(at, "verdict")
			switch verdict {
			case "未达标":
				missed++
			case "数据缺":
				lacking++
			}
			num, den := l.all.get(at, "numerator"), l.all.get(at, "denominator")
			figures := []wanted{{text: "不详"}, {text: "—"}, {text: "—"}}
			switch {
			case num == "":
			case it.Unit == "是否":
				figures[0].text = map[string]string{"1": "是"}[num]
				if num != "1" {
					figures[0].text = "否"
				}
			default:
				figures[0] = whole(l.all.count(at, "numerator"))
			}
			asks := strings.NewReplacer("<=", "≤", ">=", "≥").Replace(it.Comparator)
			switch {
			case !it.HasThreshold:
				asks = reports.Prose("(阈值待填)")
			case it.Unit == "是否":
				asks = "是"
			case it.Unit == "元":
				asks += grouped(fmt.Sprint(int64(it.Threshold))) + "元"
			default:
				asks += strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", it.Threshold*100), "0"), ".") + "%"
			}
			if it.Unit != "是否" && it.Unit != "元" {
				figures[1], figures[2] = wanted{text: "不详"}, wanted{text: "不详"}
				if den != "" {
					figures[1] = whole(l.all.count(at, "denominator"))
					if num != "" {
						figures[2] = ratio(l.all.count(at, "numerator"), l.all.count(at, "denominator"))
					}
				}
			}
			cells := append(l.places(code), wanted{text: fmt.Sprint(it.Number)}, word(it.Label), orWord(it.Unit, "—"))
			cells = append(append(cells, figures...), wanted{text: asks}, withMark(verdict, den != "0"), orWord(l.all.get(at, "reason"), "—"))
			lines = append(lines, wantedRow{cells: cells, deep: 1})
		}
		at := l.judged[[2]string{code, "all"}]
		met, judged := l.all.count(at, "numerator"), l.all.count(at, "denominator")
		head := append(l.places(code), wanted{text: "—"}, wanted{text: "达标项目 / 已判项目"}, wanted{text: "项"}, whole(met), whole(judged), ratio(met, judged),
			wanted{text: "全部"}, withMark(l.all.get(at, "verdict"), true), wanted{text: fmt.Sprintf("未达标%d项,数据缺%d项", missed, lacking)})
		w.rows = append(append(w.rows, wantedRow{cells: head}), lines...)
	}
	return w
}
