package cli

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// fourLevelsWanted sets what each level reports beside the sum of the level below
// and what the households come to.
func fourLevelsWanted(d *published, _ catalog.Table) []*wantedTable {
	items := [][2]string{{"households", "总户数(户)"}, {"persons", "总人口(人)"}, {"registered_households", "建档立卡户(户)"}, {"registered_persons", "建档立卡人口(人)"},
		{"exited_households", "已脱贫户(户)"}, {"exited_persons", "已脱贫人口(人)"}, {"remaining_households", "未脱贫户(户)"}, {"remaining_persons", "未脱贫人口(人)"}}
	w := &wantedTable{heads: slices.Clone(areaHeads)}
	for _, it := range items {
		for _, h := range []string{"填报", "下级合计", "户表计算"} {
			w.heads = append(w.heads, it[1]+"/"+h)
		}
	}
	w.heads = append(w.heads, "核对")
	s := d.set("reconcile")
	for _, u := range d.tree {
		cells := u.begins()
		differ, verdicts := 0, []string{}
		for _, it := range items {
			three := []wanted{{text: "—"}, {text: "—"}, {text: "—"}}
			for _, i := range s.byArea[u.level+" "+u.code] {
				if s.get(i, "item") != it[0] {
					continue
				}
				for n, column := range []string{"reported", "below", "worked_out"} {
					if s.get(i, column) != "" {
						three[n] = whole(s.count(i, column))
					} else if column != "below" {
						three[n].text = "不详"
					}
				}
				verdicts = append(verdicts, s.get(i, "verdict"))
				for _, column := range []string{"verdict", "below_verdict"} {
					if s.get(i, column) == "不符" {
						differ++
					}
				}
				break
			}
			cells = append(cells, three...)
		}
		result := "相符"
		switch {
		case differ > 0:
			result = fmt.Sprintf("不符%d处", differ)
		case len(verdicts) == 0 || slices.Contains(verdicts, "未报"):
			result = "未报"
		case slices.ContainsFunc(verdicts, func(v string) bool { return v != "相符" }):
			result = "待核"
		}
		w.rows = append(w.rows, wantedRow{cells: append(cells, wanted{text: result}), deep: u.deep})
	}
	return []*wantedTable{w}
}

// stands counts from its rows what stands in a ledger of an area; all of it for none.
func (d *published) stands(ledger string, u *unit) (rows, households, persons int64) {
	s := d.set("ledger")
	seen := map[string]bool{}
	candidates := s.byArea["all"]
	if u != nil {
		candidates = s.byArea[u.level+" "+u.code]
	} else if candidates == nil {
		for i := range s.rows {
			candidates = append(candidates, i)
		}
		s.byArea["all"] = candidates
	}
	for _, i := range candidates {
		if s.get(i, "ledger") != ledger {
			continue
		}
		rows++
		persons += s.count(i, "persons")
		if id := s.get(i, "household_id"); id != "" {
			seen[s.get(i, "village_code")+" "+id] = true
		}
	}
	return rows, int64(len(seen)), persons
}

// countPersons makes sure that whoever is named in a ledger of persons counts, once.
func (d *published) countPersons() {
	s := d.set("ledger")
	people := map[string]bool{}
	want, got := map[string]int64{}, map[string]int64{}
	for _, info := range d.meta.Ledgers {
		for i := range s.rows {
			if s.get(i, "ledger") != info.ID || info.Counts != reports.CountsPersons || s.get(i, "person") == "" || s.get(i, "relationship") == "全户" {
				continue
			}
			got[info.ID] += s.count(i, "persons")
			if who := strings.Join([]string{info.ID, s.get(i, "household_id"), s.get(i, "person"), s.get(i, "relationship"), s.get(i, "age")}, "|"); !people[who] {
				people[who] = true
				want[info.ID]++
			}
		}
	}
	for id, n := range want {
		if got[id] != n {
			d.t.Errorf("ledger %s names %d persons and counts %d", id, n, got[id])
		}
	}
}

// contentsWanted is 台账目录.
func contentsWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: []string{"序号", "台账", "列入/户数(户)", "列入/人数(人)", "列入/问题(件)", "情况不明未列入", "列什么", "依据"}}
	count := d.set("ledger_count")
	for n, info := range d.meta.Ledgers {
		rows, households, persons := d.stands(info.ID, nil)
		var unclear int64
		for i := range count.rows {
			if count.get(i, "ledger") == info.ID {
				unclear += count.count(i, "unclear")
			}
		}
		cells := []wanted{whole(int64(n + 1)), word(info.Label), whole(households), whole(persons), {text: "—"}, {text: "无"}, word(info.Definition), word(info.Source)}
		if info.Counts == reports.CountsProblems {
			cells[3], cells[4] = wanted{text: "—"}, whole(rows)
		}
		if unclear > 0 {
			cells[5].text = grouped(fmt.Sprint(unclear)) + map[string]string{reports.CountsHouseholds: "户", reports.CountsPersons: "人", reports.CountsProblems: "件"}[info.Counts]
		}
		w.rows = append(w.rows, wantedRow{cells: cells})
	}
	return []*wantedTable{w}
}

// ledgerAreasWanted counts the rows of the ledgers by area.
func ledgerAreasWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: slices.Clone(areaHeads)}
	for _, info := range d.meta.Ledgers {
		if info.Counts == reports.CountsProblems {
			w.heads = append(w.heads, info.Label+"/件")
		} else {
			w.heads = append(w.heads, info.Label+"/户", info.Label+"/人")
		}
	}
	for _, u := range d.tree {
		cells := u.begins()
		for _, info := range d.meta.Ledgers {
			rows, households, persons := d.stands(info.ID, &u)
			switch {
			case info.Counts == reports.CountsProblems:
				cells = append(cells, whole(rows))
			case u.silent() && rows == 0:
				cells = append(cells, wanted{text: "不详"}, wanted{text: "不详"})
			default:
				cells = append(cells, whole(households), whole(persons))
			}
		}
		w.rows = append(w.rows, wantedRow{cells: cells, deep: u.deep})
	}
	return []*wantedTable{w}
}

// arrivalsWanted is 来件矩阵: a village a row, a kind of sheet a group of columns.
func arrivalsWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: []string{"乡镇", "村", "村代码"}}
	s := d.set("arrivals")
	var kinds, villages []string
	owed, at, first := map[string]bool{}, map[[2]string]int{}, map[string]int{}
	for i := range s.rows {
		kind, code := s.get(i, "kind"), s.get(i, "village_code")
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
			owed[kind] = s.get(i, "owed") == "是"
		}
		if !slices.Contains(villages, code) {
			villages = append(villages, code)
			first[code] = i
		}
		at[[2]string{code, kind}] = i
	}
	for _, kind := range kinds {
		columns := []string{"状态", "读入(行)", "错误(处)", "警告(处)"}
		if !owed[kind] {
			columns = columns[:2]
		}
		for _, c := range columns {
			w.heads = append(w.heads, d.sheetName(kind)+"/"+c)
		}
	}
	came, sums := map[string]int{}, map[int]int64{}
	for _, code := range villages {
		cells := []wanted{word(s.get(first[code], "township")), word(s.get(first[code], "village")), word(code)}
		for _, kind := range kinds {
			four := repeated("—", 4)
			if i, ok := at[[2]string{code, kind}]; ok {
				four[0] = orWord(s.get(i, "state"), "—")
				if state := four[0].text; state != "—" && state != "未到" {
					came[kind]++
					for n, column := range []string{"rows", "errors", "warnings"} {
						four[n+1] = whole(s.count(i, column))
					}
				}
			}
			if !owed[kind] {
				four = four[:2]
			}
			cells = append(cells, four...)
		}
		for j, c := range cells {
			if c.number != nil {
				sums[j] += c.number.Num().Int64()
			}
		}
		w.rows = append(w.rows, wantedRow{cells: cells})
	}
	if len(w.rows) == 0 {
		return []*wantedTable{w}
	}
	total := []wanted{{text: "合计"}, {text: fmt.Sprintf("共%d村", len(villages))}, {text: "—"}}
	for _, kind := range kinds {
		total = append(total, wanted{text: fmt.Sprintf("到%d村", came[kind])}, whole(sums[len(total)+1]))
		if owed[kind] {
			total = append(total, whole(sums[len(total)]), whole(sums[len(total)+1]))
		}
	}
	w.rows = slices.Insert(w.rows, 0, wantedRow{cells: total})
	return []*wantedTable{w}
}

// intakeWanted is 逐件登记.
func intakeWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: []string{"文件", "工作表", "表种", "行数/读到", "行数/载入", "行数/拒收", "行数/非数据行", "核对/1=2+3+4", "状态", "填报/日期", "填报/期限", "原因"}}
	s, days := d.set("intake"), d.set("late_sheet")
	due := map[[3]string][2]string{}
	for i := range days.rows {
		due[[3]string{days.get(i, "file"), days.get(i, "sheet"), days.get(i, "kind")}] = [2]string{days.get(i, "filled_on"), days.get(i, "due")}
	}
	total, late := [4]int64{}, 0
	agrees := func(n [4]int64) wanted {
		if n[0] == n[1]+n[2]+n[3] {
			return wanted{text: "相符"}
		}
		return wanted{text: "不符"}
	}
	for i := range s.rows {
		n := [4]int64{s.count(i, "rows_read"), s.count(i, "rows_loaded"), s.count(i, "rows_rejected"), s.count(i, "rows_recognised")}
		for j := range n {
			total[j] += n[j]
		}
		day := due[[3]string{s.get(i, "file"), s.get(i, "sheet"), s.get(i, "kind")}]
		kept := "—"
		if day[1] != "" {
			kept = "按时"
			on, noDay := time.Parse(time.DateOnly, day[0])
			last, _ := time.Parse(time.DateOnly, day[1])
			if noDay != nil {
				kept = "表中无日期"
			} else if on.After(last) {
				late++
				kept = fmt.Sprintf("迟报%d天", int(on.Sub(last).Hours()/24))
			}
		}
		w.rows = append(w.rows, wantedRow{cells: []wanted{word(s.get(i, "file")), orWord(s.get(i, "sheet"), "—"), {text: d.sheetName(s.get(i, "kind"))},
			whole(n[0]), whole(n[1]), whole(n[2]), whole(n[3]), agrees(n), word(s.get(i, "status")), orWord(day[0], "—"), {text: kept}, orWord(s.get(i, "reason"), "—")}})
	}
	if len(w.rows) > 0 {
		w.rows = slices.Insert(w.rows, 0, wantedRow{cells: []wanted{{text: "合计"}, {text: fmt.Sprintf("共%d张", len(s.rows))}, {text: "—"},
			whole(total[0]), whole(total[1]), whole(total[2]), whole(total[3]), agrees(total), {text: "—"}, {text: "—"}, {text: "—"}, {text: "—"}}})
	}
	if late > 0 {
		w.notes = []string{fmt.Sprintf("本批迟报%d张", late)}
	}
	return []*wantedTable{w}
}

// scoresWanted counts of each scorecard who passes.
func scoresWanted(d *published, c catalog.Table) []*wantedTable {
	var out []*wantedTable
	s := d.set("score_area")
	for _, card := range d.meta.Scorecards {
		w := &wantedTable{sheet: card.Name, title: strings.ReplaceAll(d.fill(c.Title), "{卡}", card.Name), heads: append(slices.Clone(areaHeads), "评分的户(户)", "及格(户)", "不及格(户)", "无法判断(户)", "及格率(%)")}
		for _, u := range d.down("township") {
			n := [4]int64{}
			for _, i := range s.byArea[u.level+" "+u.code] {
				if s.get(i, "card") == card.Name {
					n = [4]int64{s.count(i, "households"), s.count(i, "passing"), s.count(i, "failing"), s.count(i, "undecided")}
				}
			}
			w.rows = append(w.rows, wantedRow{cells: append(u.begins(), whole(n[0]), whole(n[1]), whole(n[2]), whole(n[3]), ratio(n[1], n[0])), deep: u.deep})
		}
		out = append(out, w)
	}
	return out
}

// scoreListWanted lists who does not pass a card, with the points of each item.
func scoreListWanted(d *published, c catalog.Table) []*wantedTable {
	var out []*wantedTable
	s := d.set("score_list")
	points := func(i int, low, high string) string {
		var ends []string
		for _, column := range []string{low, high} {
			n := s.number(i, column)
			if n == nil {
				return "不详"
			}
			ends = append(ends, strings.TrimSuffix(strings.TrimRight(n.FloatString(4), "0"), "."))
		}
		return strings.Join(slices.Compact(ends), "~")
	}
	for _, card := range d.meta.Scorecards {
		w := &wantedTable{sheet: card.Name + "名单", title: strings.ReplaceAll(d.fill(c.Title), "{卡}", card.Name), heads: []string{"序号", "乡镇", "村", "户编号", "户主", "户类型"}}
		for _, item := range card.Items {
			w.heads = append(w.heads, "得分/"+item)
		}
		w.heads = append(w.heads, "总分", "结果", "来源")
		last := ""
		for i := range s.rows {
			if s.get(i, "card") != card.Name {
				continue
			}
			if key := s.get(i, "village_code") + " " + s.get(i, "household_id"); key != last {
				last = key
				result := "不及格"
				if s.get(i, "undecided") == "是" {
					result = "无法判断"
				}
				cells := []wanted{whole(int64(len(w.rows) + 1)), word(s.get(i, "township")), word(s.get(i, "village")), word(s.get(i, "household_id")), word(s.get(i, "head_name")), word(s.get(i, "status"))}
				cells = append(append(cells, repeated("—", len(card.Items))...), wanted{text: points(i, "total_low", "total_high")}, wanted{text: result}, word(place(s, i, []string{"file", "sheet", "cell"})))
				w.rows = append(w.rows, wantedRow{cells: cells})
			}
			if at := slices.Index(card.Items, s.get(i, "item")); at >= 0 {
				w.rows[len(w.rows)-1].cells[6+at].text = points(i, "points_low", "points_high")
			}
		}
		out = append(out, w)
	}
	return out
}

// diffWanted gives a sheet of 变动表, where something came before.
func diffWanted(of func(*wantedTable, *reports.Difference)) func(*published, catalog.Table) []*wantedTable {
	return func(d *published, _ catalog.Table) []*wantedTable {
		if d.past.Change == nil {
			return nil
		}
		w := &wantedTable{}
		of(w, d.past.Change)
		return []*wantedTable{w}
	}
}

func diffFiguresWanted(w *wantedTable, d *reports.Difference) {
	w.heads = []string{"地区", "指标", "原因", "涉及户数", "分子/前", "分子/变动", "分子/后", "分母/前", "分母/变动", "分母/后", "待核/变动", "率(%)/前", "率(%)/后"}
	moved := func(n int64) wanted { return signedNumber(big.NewRat(n, 1), 0) }
	for _, i := range d.Indicators {
		var households int64
		lines := []wantedRow{}
		for _, c := range i.Causes {
			households += c.Households
			cells := []wanted{word(i.Area), {text: i.Label}, {text: c.Cause}, whole(c.Households), {text: "—"}, moved(c.Change.Numerator), {text: "—"}, {text: "—"}, moved(c.Change.Denominator), {text: "—"}, moved(c.Change.Unknown), {text: "—"}, {text: "—"}}
			lines = append(lines, wantedRow{cells: cells})
		}
		a, b := i.Before, i.After
		head := []wanted{word(i.Area), {text: i.Label}, {text: "合计"}, whole(households), whole(a.Numerator), moved(b.Numerator - a.Numerator), whole(b.Numerator),
			whole(a.Denominator), moved(b.Denominator - a.Denominator), whole(b.Denominator), moved(b.Unknown - a.Unknown), ratio(a.Numerator, a.Denominator), ratio(b.Numerator, b.Denominator)}
		w.rows = append(append(w.rows, wantedRow{cells: head}), lines...)
	}
}

func diffVerdictsWanted(w *wantedTable, d *reports.Difference) {
	w.heads = []string{"地区", "指标", "标准", "前", "后", "原因"}
	for _, i := range slices.Concat(d.Indicators, d.Areas) {
		for _, v := range i.Verdicts {
			if i.Level != "village" {
				w.rows = append(w.rows, wantedRow{cells: []wanted{word(i.Area), {text: i.Label}, word(v.Standard), orWord(v.Before, "—"), orWord(v.After, "—"), {text: "见指标变动"}}})
			}
		}
	}
	for _, e := range d.Exits {
		w.rows = append(w.rows, wantedRow{cells: []wanted{word(e.Village), {text: "村退出\uff1a" + e.Label}, word(e.Standard), orWord(e.Before, "—"), orWord(e.After, "—"), orWord(e.Reason, "—")}})
	}
}

func diffRulesWanted(w *wantedTable, d *reports.Difference) {
	w.heads = []string{"项目", "前", "后"}
	for _, r := range d.Rules {
		w.rows = append(w.rows, wantedRow{cells: []wanted{word(r.Name), orWord(r.Before, "无"), orWord(r.After, "无")}})
	}
}

func diffHouseholdsWanted(w *wantedTable, d *reports.Difference) {
	w.heads = []string{"原因", "村代码", "户编号", "前", "后", "变了的数值", "来源(工作簿 › 工作表 › 单元格)"}
	for _, h := range d.Households {
		var inputs, places []string
		for _, i := range h.Inputs {
			inputs = append(inputs, i.Label+" "+i.Before+" → "+i.After)
			if i.Place != "" {
				places = append(places, i.Place)
			}
		}
		from := cmp.Or(strings.Join(places, ";"), h.Place)
		w.rows = append(w.rows, wantedRow{cells: []wanted{{text: h.Cause}, word(h.VillageCode), word(h.HouseholdID), orWord(h.Before, "无"), orWord(h.After, "无"), orWord(strings.Join(inputs, ";"), "无"), orWord(from, "—")}})
	}
}

func diffRulingsWanted(w *wantedTable, d *reports.Difference) {
	w.heads = []string{"检查", "程度", "新出现", "已消除"}
	for _, r := range d.Rulings {
		w.rows = append(w.rows, wantedRow{cells: []wanted{word(r.Rule), word(r.Severity), whole(r.New), whole(r.Mended)}})
	}
}

// problemLists are the problem lists of the townships.
func (d *published) problemLists() []*wantedTable {
	s := d.set("problems")
	of := map[string][]int{}
	for i := range s.rows {
		name := cmp.Or(s.get(i, "township"), "县级及未定乡镇")
		of[name] = append(of[name], i)
	}
	var out []*wantedTable
	for name, rows := range of {
		settled := func(i int) int { return map[bool]int{true: 1}[s.get(i, "state") == "已核实"] }
		slices.SortStableFunc(rows, func(a, b int) int {
			return cmp.Or(cmp.Compare(settled(a), settled(b)), strings.Compare(s.get(a, "village"), s.get(b, "village")))
		})
		for n, part := range slices.Collect(slices.Chunk(rows, reports.LongLedger)) {
			w := d.problemList(name, part)
			if n > 0 {
				w.file = fmt.Sprintf("问题清单/%s(%d).xlsx", name, n+1)
			}
			out = append(out, w)
		}
	}
	return out
}

// problemList is the list of some problems of a township.
func (d *published) problemList(name string, rows []int) *wantedTable {
	s := d.set("problems")
	w := &wantedTable{file: "问题清单/" + name + ".xlsx", sheet: "问题清单", title: d.fill("{县}{年}年") + name + "数据问题清单",
		heads: []string{"序号", "级别", "村", "户编号", "文件", "工作表", "单元格", "表头", "所填内容", "问题", "改法", "核实情况", "核实说明", "核实人", "核实日期", "处理状态", "问题编号"}}
	open := 0
	for n, i := range rows {
		if s.get(i, "state") != "已核实" {
			open++
		}
		cell := s.get(i, "cell")
		if s.get(i, "file") == "" {
			cell = ""
		}
		cells := []wanted{whole(int64(n + 1)), word(s.get(i, "severity"))}
		for _, text := range []string{s.get(i, "village"), s.get(i, "household_id"), s.get(i, "file"), s.get(i, "sheet"), cell, s.get(i, "header"), s.get(i, "value"), s.get(i, "message"), s.get(i, "mend")} {
			cells = append(cells, orWord(text, "—"))
		}
		w.rows = append(w.rows, wantedRow{cells: append(cells, wanted{text: s.get(i, "answer")}, wanted{text: s.get(i, "answer_note")}, wanted{}, wanted{}, word(s.get(i, "state")), word(s.get(i, "finding_id")))})
	}
	w.units = fmt.Sprintf("处(共%s处,其中待办%s处)", grouped(fmt.Sprint(len(rows))), grouped(fmt.Sprint(open)))
	return w
}
