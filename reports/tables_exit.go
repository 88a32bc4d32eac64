package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// exitItem is one item of one poor village as judged.
type exitItem struct {
	info                   ExitItemInfo
	numerator, denominator int64
	hasNum, hasDen         bool
	value                  float64
	hasValue               bool
	verdict, reason        string
}

// poorVillage is one poor village (贫困村) under one standard.
type poorVillage struct {
	code, name, township string
	areas                []string
	items                []exitItem
	met, judged          int64 // items, as published
	verdict, reason      string
}

// exitStandard is one list of exit standards with its villages.
type exitStandard struct {
	name     string
	items    []ExitItemInfo
	numbers  []int
	villages []poorVillage
}

// readExit gives the standards in order of Meta, villages in code order.
func readExit(ctx context.Context, pub Publication) ([]exitStandard, error) {
	v, err := load(ctx, pub, "village_exit", "standard", "village_code", "village_name", "township", "item", "numerator", "denominator", "value",
		"comparator", "threshold", "verdict", "reason")
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	var out []exitStandard
	find := func(name string) *exitStandard {
		for i := range out {
			if out[i].name == name {
				return &out[i]
			}
		}
		out = append(out, exitStandard{name: name})
		return &out[len(out)-1]
	}
	for _, info := range pub.Meta.ExitItems {
		s := find(info.Standard)
		s.items = append(s.items, info)
	}
	for i := range v.len() {
		s := find(v.text(i, "standard"))
		code := v.text(i, "village_code")
		at := slices.IndexFunc(s.villages, func(p poorVillage) bool { return p.code == code })
		if last := len(s.villages) - 1; last >= 0 && s.villages[last].code == code {
			at = last
		}
		if at < 0 {
			s.villages = append(s.villages, poorVillage{
				code: code, name: nameCell(v.text(i, "village_name"), NotKnown).Text, township: nameCell(v.text(i, "township"), NotKnown).Text,
				areas: append([]string{code}, homes[code]...), verdict: NoData,
			})
			at = len(s.villages) - 1
		}
		p := &s.villages[at]
		if v.text(i, "item") == "all" {
			p.met, p.judged = v.count(i, "numerator"), v.count(i, "denominator")
			p.verdict, p.reason = v.text(i, "verdict"), v.text(i, "reason")
			continue
		}
		p.items = append(p.items, readItem(v, i, s))
	}
	for i := range out {
		s := &out[i]
		slices.SortStableFunc(s.villages, func(a, b poorVillage) int { return cmp.Compare(a.code, b.code) })
		for _, info := range s.items {
			if !slices.Contains(s.numbers, info.Number) {
				s.numbers = append(s.numbers, info.Number)
			}
		}
		slices.Sort(s.numbers)
		for _, p := range s.villages {
			slices.SortStableFunc(p.items, func(a, b exitItem) int {
				return cmp.Or(cmp.Compare(a.info.Number, b.info.Number), cmp.Compare(s.place(a.info.Item), s.place(b.info.Item)))
			})
		}
	}
	return out, nil
}

// readItem reads one row; an item that Meta does not know is added at the end.
func readItem(v *view, row int, s *exitStandard) exitItem {
	it := exitItem{verdict: v.text(row, "verdict"), reason: v.text(row, "reason")}
	it.numerator, it.hasNum = v.number(row, "numerator")
	it.denominator, it.hasDen = v.number(row, "denominator")
	it.value, it.hasValue = v.float(row, "value")
	id := v.text(row, "item")
	if s.place(id) < 0 {
		info := ExitItemInfo{Standard: s.name, Item: id, Label: id, Unit: "户", Comparator: v.text(row, "comparator"), Number: len(s.items) + 1}
		info.Threshold, info.HasThreshold = v.float(row, "threshold")
		s.items = append(s.items, info)
	}
	it.info = s.items[s.place(id)]
	return it
}

func (s *exitStandard) place(item string) int {
	return slices.IndexFunc(s.items, func(i ExitItemInfo) bool { return i.Item == item })
}

// titled is the name of a standard in ids and titles, "" where there is one only.
func titled(all []exitStandard, s exitStandard) string {
	if len(all) == 1 {
		return ""
	}
	return Clean(s.name)
}

// exitTables builds one table a standard; where there is none, an empty one.
func exitTables(ctx context.Context, pub Publication, id string, build func(*Table, exitStandard) error) ([]*Table, error) {
	all, err := readExit(ctx, pub)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		all = []exitStandard{{}}
	}
	var tables []*Table
	for _, s := range all {
		name := titled(all, s)
		t := declaredTable(pub.Meta, id)
		t.ID, t.Short, t.Title = t.ID+label("_", name), t.Short+label("-", name), t.Title+label("·", name)
		if err := build(t, s); err != nil {
			return nil, err
		}
		t.says = map[string]string{catalog.PartExit: strings.Join(exitNotes(pub.Meta, s), "\n"), catalog.PartFacts: ""}
		if len(t.Rows) == 0 {
			t.says[catalog.PartFacts] = "村表中没有标为贫困村的村。"
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// exitNotes gives the thresholds and their sources, and the parameter that decides
// one of them.
func exitNotes(meta Meta, s exitStandard) []string {
	var asks, sources []string
	for _, i := range s.items {
		ask := fmt.Sprintf("%d.%s%s", i.Number, Clean(i.Label), itemCondition(i))
		if note := Clean(i.Note); note != "" {
			ask += "(" + note + ")"
		}
		asks = append(asks, ask)
		if src := sourceAndStatus(i.Source, i.Status); !slices.Contains(sources, src) {
			sources = append(sources, src)
		}
	}
	if len(asks) == 0 {
		return nil
	}
	notes := []string{"标准“" + Clean(s.name) + "”:" + strings.Join(asks, "\uff1b") + "。" + strings.Join(sources, "\uff1b") + "。"}
	if s.place("incidence") >= 0 {
		notes = append(notes, parametersNote(meta, func(name string) bool { return name == "population" }))
	}
	return notes
}

// itemCondition prints what an item asks: ≥100%, 是, ≥50,000元.
func itemCondition(i ExitItemInfo) string {
	switch {
	case !i.HasThreshold:
		return "(阈值待填)"
	case i.Unit == "是否":
		return ":是"
	case i.Unit == "元":
		return catalog.Asks(i.Comparator, Count(int64(i.Threshold))+"元")
	}
	return catalog.Asks(i.Comparator, PercentOf(i.Threshold)+"%")
}

// number judges one numbered standard, which may have several items.
func (p poorVillage) number(n int) (verdict string, applies bool) {
	verdict = NoData
	seen := false
	for _, it := range p.items {
		if it.info.Number != n {
			continue
		}
		if !seen {
			seen, verdict = true, Met
		}
		if !(it.hasDen && it.denominator == 0) {
			applies = true
		}
		if it.verdict == Missed || it.verdict != Met && verdict == Met {
			verdict = it.verdict
		}
	}
	return verdict, applies || !seen
}

// tally counts the numbered standards of a village.
func (p poorVillage) tally(numbers []int) (met, missed, missing int64) {
	for _, n := range numbers {
		switch verdict, _ := p.number(n); verdict {
		case Met:
			met++
		case Missed:
			missed++
		default:
			missing++
		}
	}
	return met, missed, missing
}

// markCell is a verdict with its mark.
func markCell(verdict string, applies bool) Cell {
	switch {
	case verdict == Met && !applies:
		return Cell{Text: "✓ 不适用"}
	case verdict == Met:
		return Cell{Text: "✓ " + Met}
	case verdict == Missed:
		return Cell{Text: "✗ " + Missed, Alarm: true}
	case verdict == NoData:
		return Cell{Text: "缺 " + NoData}
	}
	return textCell(verdict, NotJudged)
}

// ExitOverview is the 贫困村退出一览表: a row a poor village, a column a standard.
func ExitOverview(ctx context.Context, pub Publication) ([]*Table, error) {
	return exitTables(ctx, pub, "exit_overview", func(t *Table, s exitStandard) error {
		t.Columns = []Column{{Heads: []string{"乡镇"}, Wrap: 16}, {Heads: []string{"贫困村"}, Wrap: 20}, {Heads: []string{"村代码"}, Kind: KindCode, Wrap: 16}}
		for _, n := range s.numbers {
			var names []string
			for _, i := range s.items {
				if i.Number == n {
					names = append(names, Clean(i.Label))
				}
			}
			t.Columns = append(t.Columns, Column{Heads: []string{"退出标准(" + textCell(s.name, NotKnown).Text + ")", fmt.Sprintf("%d.%s", n, strings.Join(names, "\uff1b"))}, Kind: KindVerdict, Wrap: 14})
		}
		t.Columns = append(t.Columns,
			Column{Heads: []string{"条数", "达标"}, Kind: KindCount}, Column{Heads: []string{"条数", "未达标"}, Kind: KindCount}, Column{Heads: []string{"条数", "数据缺"}, Kind: KindCount},
			Column{Heads: []string{"项目", "达标"}, Kind: KindCount}, Column{Heads: []string{"项目", "已判"}, Kind: KindCount},
			Column{Heads: []string{"结果"}, Kind: KindVerdict}, Column{Heads: []string{"未达标、数据缺的原因"}, Wrap: 44})
		all := map[string]int64{}
		for _, p := range s.villages {
			row := Row{Areas: p.areas, Cells: []Cell{{Text: p.township}, {Text: p.name, Link: &Link{Table: detailID(t.ID), Area: p.code}}, nameCell(p.code, NotKnown)}}
			for _, n := range s.numbers {
				verdict, applies := p.number(n)
				if verdict == Met {
					all[fmt.Sprint(n)]++
				}
				row.Cells = append(row.Cells, markCell(verdict, applies))
			}
			met, missed, missing := p.tally(s.numbers)
			if p.verdict == Met {
				all["all"]++
			}
			row.Cells = append(row.Cells, countCell(met), countCell(missed), countCell(missing), countCell(p.met), countCell(p.judged),
				markCell(p.verdict, true), textCell(spread(p.reason), NotApplicable))
			t.Rows = append(t.Rows, row)
		}
		if len(t.Rows) == 0 {
			return nil
		}
		t.addTotal(func(c int) string {
			if k := c - 3; k >= 0 && k < len(s.numbers) {
				return fmt.Sprintf("达标%d村", all[fmt.Sprint(s.numbers[k])])
			}
			if t.Columns[c].Kind == KindVerdict {
				return fmt.Sprintf("达标%d村", all["all"])
			}
			return NotApplicable
		})
		t.Rows[0].Cells[1].Text = fmt.Sprintf("共%d村", len(s.villages))
		return nil
	})
}

func detailID(overview string) string {
	return strings.Replace(overview, "exit_overview", "exit_detail", 1)
}

// ExitByTownship counts the poor villages of each township by how many standards they miss.
func ExitByTownship(ctx context.Context, pub Publication) ([]*Table, error) {
	v, err := load(ctx, pub, "villages", "township_code", "township", "poor_village")
	if err != nil {
		return nil, err
	}
	return exitTables(ctx, pub, "exit_township", func(t *Table, s exitStandard) error {
		for i, head := range [][]string{{"乡镇"}, {"贫困村数"}, {"已判村数"}, {"按未达标条数分", "全部达标"}, {"按未达标条数分", "差一条"}, {"按未达标条数分", "差两条及以上"}, {"按未达标条数分", "数据缺"}, {"达标比例(%)"}} {
			t.Columns = append(t.Columns, Column{Heads: head, Kind: KindCount, Mark: []string{"甲", "1", "2", "3", "4", "5", "6", "7"}[i]})
		}
		t.Columns[0].Kind, t.Columns[7].Kind, t.Columns[0].Wrap = KindText, KindPercent, 20
		var codes []string
		names, count := map[string]string{}, map[string]*[6]int64{}
		tally := func(code, name string) *[6]int64 {
			if count[code] == nil {
				codes = append(codes, code)
				names[code], count[code] = name, &[6]int64{}
			}
			return count[code]
		}
		for i := range v.len() {
			if v.truth(i, "poor_village") {
				tally(v.text(i, "township_code"), v.text(i, "township"))[0]++
			}
		}
		for _, p := range s.villages {
			code := p.township
			if len(p.areas) > 1 {
				code = p.areas[1]
			}
			n := tally(code, p.township)
			n[1]++
			switch _, missed, missing := p.tally(s.numbers); {
			case missed > 1:
				n[4]++
			case missed == 1:
				n[3]++
			case missing > 0:
				n[5]++
			default:
				n[2]++
			}
		}
		slices.Sort(codes)
		for _, code := range codes {
			row := Row{Level: LevelTownship, Areas: []string{code}, Cells: []Cell{nameCell(names[code], Name(code))}}
			for _, n := range count[code] {
				row.Cells = append(row.Cells, countCell(n))
			}
			row.Cells = append(row.Cells, Cell{})
			t.Rows = append(t.Rows, row)
		}
		if len(t.Rows) == 0 {
			return nil
		}
		t.addTotal(func(int) string { return NotApplicable })
		t.Rows[0].Level = LevelCounty
		for i, r := range t.Rows {
			met, _ := r.Cells[3].Value.(int64)
			judged, _ := r.Cells[2].Value.(int64)
			c := shareCell(met, judged)
			if c.Value != nil {
				c.Formula = &Formula{Op: OpPercent, Columns: []int{3, 2}}
			}
			t.Rows[i].Cells[7] = c
		}
		return nil
	})
}

// ExitDetail is the 指标明细: every item of every poor village.
func ExitDetail(ctx context.Context, pub Publication) ([]*Table, error) {
	return exitTables(ctx, pub, "exit_detail", func(t *Table, s exitStandard) error {
		t.Columns = []Column{
			{Heads: []string{"乡镇"}, Wrap: 16}, {Heads: []string{"贫困村"}, Wrap: 20}, {Heads: []string{"村代码"}, Kind: KindCode, Wrap: 16},
			{Heads: []string{"条"}, Kind: KindWord, number: true}, {Heads: []string{"项目"}, Wrap: 30}, {Heads: []string{"单位"}, Kind: KindWord},
			{Heads: []string{"指标值", "分子"}, Kind: KindCount}, {Heads: []string{"指标值", "分母"}, Kind: KindCount}, {Heads: []string{"指标值", "比例(%)"}, Kind: KindPercent},
			{Heads: []string{"标准"}, Kind: KindWord}, {Heads: []string{"判定"}, Kind: KindVerdict}, {Heads: []string{"差距或原因"}, Wrap: 44},
		}
		for _, p := range s.villages {
			place := []Cell{{Text: p.township}, {Text: p.name}, {Text: nameCell(p.code, NotKnown).Text}}
			var missed, missing int
			for _, it := range p.items {
				switch it.verdict {
				case Missed:
					missed++
				case Met:
				default:
					missing++
				}
			}
			total := Row{Level: LevelVillage, Total: true, Areas: p.areas, Cells: append(slices.Clone(place),
				Cell{Text: NotApplicable}, Cell{Text: "达标项目 / 已判项目"}, Cell{Text: "项"}, countCell(p.met), countCell(p.judged), shareCell(p.met, p.judged),
				Cell{Text: "全部"}, markCell(p.verdict, true), Cell{Text: Prose(fmt.Sprintf("未达标%d项,数据缺%d项", missed, missing))})}
			t.Rows = append(t.Rows, total)
			for _, it := range p.items {
				t.Rows = append(t.Rows, Row{Level: LevelItem, Areas: p.areas, Cells: append(slices.Clone(place), it.cells()...)})
			}
		}
		for _, r := range t.Rows {
			if c := &r.Cells[8]; c.Value != nil {
				c.Formula = &Formula{Op: OpPercent, Columns: []int{6, 7}}
			}
		}
		return nil
	})
}

// cells are those of an item from its number on.
func (it exitItem) cells() []Cell {
	num, den, rate := Cell{Text: NotKnown}, Cell{Text: NotApplicable}, Cell{Text: NotApplicable}
	switch {
	case !it.hasNum:
	case it.info.Unit == "是否" && it.numerator == 1:
		num.Text = "是"
	case it.info.Unit == "是否":
		num.Text = "否"
	default:
		num = countCell(it.numerator)
	}
	if it.info.Unit != "是否" && it.info.Unit != "元" {
		den, rate = Cell{Text: NotKnown}, Cell{Text: NotKnown}
		if it.hasDen {
			den = countCell(it.denominator)
		}
		if it.hasNum && it.hasDen {
			rate = shareCell(it.numerator, it.denominator)
		}
	}
	applies := !(it.hasDen && it.denominator == 0)
	return []Cell{{Text: fmt.Sprint(it.info.Number)}, textCell(Prose(it.info.Label), it.info.Item), textCell(it.info.Unit, NotApplicable), num, den, rate,
		{Text: Prose(strings.TrimPrefix(itemCondition(it.info), ":"))}, markCell(it.verdict, applies), textCell(spread(it.reason), NotApplicable)}
}
