package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sanlv/pipeline/catalog"
)

// Place says where a row was read: workbook › sheet › cell.
func Place(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = Clean(p); p != "" {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return NotKnown
	}
	return strings.Join(out, " › ")
}

// spread shows a list that the frames join by a semicolon.
func spread(list string) string { return Prose(strings.ReplaceAll(list, ";", "\uff1b")) }

// emptyRow says that there is nothing to list.
func (t *Table) emptyRow() Row {
	cells := make([]Cell, len(t.Columns))
	for i := range cells {
		cells[i].Text = NotApplicable
	}
	cells[0].Text = None
	return Row{Cells: cells}
}

// homesOf gives the township and county of every village.
func homesOf(ctx context.Context, pub Publication) (map[string][]string, error) {
	v, err := load(ctx, pub, "villages", "village_code", "township_code", "county_code")
	if err != nil {
		return nil, err
	}
	homes := map[string][]string{}
	for i := range v.len() {
		homes[v.text(i, "village_code")] = []string{v.text(i, "township_code"), v.text(i, "county_code")}
	}
	return homes, nil
}

// Arrivals is the 来件矩阵: which village has sent which kind of sheet.
func Arrivals(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "arrivals", "township", "village", "village_code", "kind", "owed", "rows", "errors", "warnings", "state")
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "arrivals")
	t.Columns = []Column{
		{Heads: []string{"乡镇"}, Wrap: 16}, {Heads: []string{"村"}, Wrap: 20}, {Heads: []string{"村代码"}, Kind: KindCode, Wrap: 16},
	}
	var kinds, villages []string
	at := map[[2]string]int{}
	first := map[string]int{}
	owed := map[string]bool{}
	for i := range v.len() {
		kind, code := v.text(i, "kind"), v.text(i, "village_code")
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
			owed[kind] = v.truth(i, "owed")
		}
		if _, ok := first[code]; !ok {
			first[code] = i
			villages = append(villages, code)
		}
		at[[2]string{code, kind}] = i
	}
	states := map[int]int{} // column of a state to its kind
	for k, kind := range kinds {
		name := pub.Meta.sheetLabel(kind)
		states[len(t.Columns)] = k
		t.Columns = append(t.Columns, Column{Heads: []string{name, "状态"}, Kind: KindWord}, Column{Heads: []string{name, "读入(行)"}, Kind: KindCount})
		if owed[kind] { // of the others the problem list tells
			t.Columns = append(t.Columns, Column{Heads: []string{name, "错误(处)"}, Kind: KindCount}, Column{Heads: []string{name, "警告(处)"}, Kind: KindCount})
		}
	}
	came := make([]int, len(kinds))
	for _, code := range villages {
		i := first[code]
		row := Row{Level: LevelNone, Areas: append([]string{code}, homes[code]...), Cells: []Cell{
			nameCell(v.text(i, "township"), NotKnown), nameCell(v.text(i, "village"), NotKnown), nameCell(code, NotKnown)}}
		for k, kind := range kinds {
			j, ok := at[[2]string{code, kind}]
			if !ok {
				j = -1
			}
			cells := arrivalCells(v, j)
			if cells[1].Value != nil {
				came[k]++
			}
			if !owed[kind] {
				cells = cells[:2]
			}
			row.Cells = append(row.Cells, cells...)
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) > 0 {
		t.addTotal(func(c int) string {
			if k, ok := states[c]; ok {
				return fmt.Sprintf("到%d村", came[k])
			}
			return NotApplicable
		})
		t.Rows[0].Cells[1].Text = fmt.Sprintf("共%d村", len(villages))
	}
	return t, nil
}

// arrivalCells are state, rows, errors and warnings of one sheet; row -1 for none.
func arrivalCells(v *view, row int) []Cell {
	if row < 0 {
		return []Cell{{Text: NotApplicable}, {Text: NotApplicable}, {Text: NotApplicable}, {Text: NotApplicable}}
	}
	state := textCell(v.text(row, "state"), NotApplicable)
	if state.Text == NotApplicable || state.Text == "未到" {
		state.Alarm = state.Text == "未到"
		return []Cell{state, {Text: NotApplicable}, {Text: NotApplicable}, {Text: NotApplicable}}
	}
	return []Cell{state, countCell(v.count(row, "rows")), countCell(v.count(row, "errors")), countCell(v.count(row, "warnings"))}
}

// addTotal puts a row of totals first: sums of the count columns that have
// numbers, and what word gives for the others.
func (t *Table) addTotal(word func(column int) string) {
	rows := append([]Row{{Total: true}}, t.Rows...)
	var below []int
	for i := 1; i < len(rows); i++ {
		below = append(below, i)
	}
	for c, column := range t.Columns {
		cell := Cell{Text: word(c)}
		if column.Kind == KindCount {
			var n int64
			for _, r := range t.Rows {
				m, _ := r.Cells[c].Value.(int64)
				n += m
			}
			cell = countCell(n)
		}
		rows[0].Cells = append(rows[0].Cells, cell)
		sum(rows, 0, c, below)
	}
	rows[0].Cells[0].Text = "合计"
	t.Rows = rows
}

// Intake is the 逐件登记: what every sheet of every file held and what became of
// its rows.
func Intake(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "intake", "file", "sheet", "kind", "rows_read", "rows_loaded", "rows_rejected", "rows_recognised", "status", "reason")
	if err != nil {
		return nil, err
	}
	days, err := filledOn(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "intake")
	t.Columns = []Column{
		{Heads: []string{"文件"}, Mark: "甲", Wrap: 44}, {Heads: []string{"工作表"}, Mark: "乙", Wrap: 20}, {Heads: []string{"表种"}, Mark: "丙", Kind: KindWord},
		{Heads: []string{"行数", "读到"}, Mark: "1", Kind: KindCount}, {Heads: []string{"行数", "载入"}, Mark: "2", Kind: KindCount},
		{Heads: []string{"行数", "拒收"}, Mark: "3", Kind: KindCount}, {Heads: []string{"行数", "非数据行"}, Mark: "4", Kind: KindCount},
		{Heads: []string{"核对", "1=2+3+4"}, Mark: "5", Kind: KindVerdict},
		{Heads: []string{"状态"}, Mark: "6", Kind: KindWord}, {Heads: []string{"填报", "日期"}, Mark: "7", Kind: KindWord}, {Heads: []string{"填报", "期限"}, Mark: "8", Kind: KindWord},
		{Heads: []string{"原因"}, Mark: "9", Wrap: 44},
	}
	late := 0
	for i := range v.len() {
		day := days[[3]string{v.text(i, "file"), v.text(i, "sheet"), v.text(i, "kind")}]
		if day.late() {
			late++
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			textCell(v.text(i, "file"), NotKnown), textCell(v.text(i, "sheet"), NotApplicable), {Text: pub.Meta.sheetLabel(v.text(i, "kind"))},
			countCell(v.count(i, "rows_read")), countCell(v.count(i, "rows_loaded")), countCell(v.count(i, "rows_rejected")), countCell(v.count(i, "rows_recognised")),
			{}, textCell(v.text(i, "status"), NotKnown), day.filledCell(), day.dueCell(), textCell(spread(v.text(i, "reason")), NotApplicable),
		}})
	}
	if len(t.Rows) > 0 {
		t.addTotal(func(int) string { return NotApplicable })
		t.Rows[0].Cells[1].Text = fmt.Sprintf("共%d张", v.len())
		for i := range t.Rows {
			t.Rows[i].Cells[7] = balance(t.Rows[i].Cells, 3, 4, 5, 6)
		}
	}
	t.says = map[string]string{catalog.PartFacts: ""}
	if late > 0 {
		t.says[catalog.PartFacts] = fmt.Sprintf("本批迟报%d张。", late)
	}
	return t, nil
}

// filled is the day on which a sheet was filled in, and the last on which it may be.
type filled struct{ on, due time.Time }

func (f filled) late() bool { return !f.on.IsZero() && !f.due.IsZero() && f.on.After(f.due) }

func (f filled) filledCell() Cell {
	if f.on.IsZero() {
		return Cell{Text: NotApplicable}
	}
	return Cell{Text: f.on.Format(time.DateOnly)}
}

// dueCell says whether the deadline was kept.
func (f filled) dueCell() Cell {
	switch {
	case f.due.IsZero():
		return Cell{Text: NotApplicable}
	case f.on.IsZero():
		return Cell{Text: "表中无日期"}
	case f.late():
		return Cell{Text: fmt.Sprintf("迟报%d天", int(f.on.Sub(f.due).Hours()/24)), Alarm: true}
	}
	return Cell{Text: "按时"}
}

// filledOn reads when each sheet was filled in, by file, sheet and kind.
func filledOn(ctx context.Context, pub Publication) (map[[3]string]filled, error) {
	v, err := load(ctx, pub, "late_sheet", "file", "sheet", "kind", "filled_on", "due")
	if err != nil {
		return nil, err
	}
	out := map[[3]string]filled{}
	for i := range v.len() {
		var f filled
		f.on, _ = v.value(i, "filled_on").(time.Time)
		f.due, _ = v.value(i, "due").(time.Time)
		out[[3]string{v.text(i, "file"), v.text(i, "sheet"), v.text(i, "kind")}] = f
	}
	return out, nil
}

// balance says whether the first of some cells is the sum of the others.
func balance(cells []Cell, columns ...int) Cell {
	var rest int64
	for _, c := range columns {
		n, _ := cells[c].Value.(int64)
		if c == columns[0] {
			rest = n
		} else {
			rest -= n
		}
	}
	c := Cell{Text: Balanced, Formula: &Formula{Op: OpBalance, Columns: columns}}
	if rest != 0 {
		c.Text, c.Alarm = Unbalanced, true
	}
	return c
}
