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

// tables are all printed tables as they follow from the data.
func (d *published) tables() []*wantedTable {
	var out []*wantedTable
	for _, c := range d.declared() {
		switch {
		case c.Off:
		case c.Rows == catalog.RowsBody:
			body := bodies[c.ID]
			if body == nil {
				d.t.Errorf("%s: this test does not say what it has to show", c.ID)
				continue
			}
			for _, w := range body(d, c) {
				if w = d.begun(w, c).arranged(c); isCut(c) {
					out = append(out, inParts(w)...)
				} else {
					out = append(out, w)
				}
			}
		case c.Rows == catalog.RowsLedgers:
			out = append(out, d.ledgers(c)...)
		default:
			r := &reckoning{published: d, decl: c}
			if w := r.table(); isCut(c) {
				out = append(out, inParts(w)...)
			} else {
				out = append(out, w)
			}
		}
	}
	return append(out, d.problemLists()...)
}

// begun gives a table its place and title by its declaration, where it has no own.
func (d *published) begun(w *wantedTable, c catalog.Table) *wantedTable {
	w.id, w.file, w.sheet = cmp.Or(w.id, c.ID), cmp.Or(w.file, c.File), cmp.Or(w.sheet, c.Sheet)
	w.title = cmp.Or(w.title, d.fill(c.Title))
	d.totalsLast(w, c)
	if len(w.rows) == 0 {
		w.rows = []wantedRow{{cells: none(len(w.heads))}}
	}
	return w
}

// arranged puts the columns that the program lays out into the order in which they
// are declared, with the heads that are.
func (w *wantedTable) arranged(c catalog.Table) *wantedTable {
	if len(c.Columns) == 0 {
		return w
	}
	heads := w.heads
	from := make([]int, len(c.Columns))
	w.heads = make([]string, len(c.Columns))
	for i, column := range c.Columns {
		from[i] = slices.Index(heads, column.Value.Column)
		if w.heads[i] = strings.Join(column.Heads, "/"); len(column.Heads) == 0 {
			w.heads[i] = column.Value.Column
		}
	}
	for i, r := range w.rows {
		if len(w.rows) == 1 && r.cells[0].text == "无" {
			w.rows[i].cells = none(len(from))
			continue
		}
		cells := make([]wanted, len(from))
		for j, k := range from {
			cells[j] = r.cells[k]
		}
		w.rows[i].cells = cells
	}
	return w
}

// none is the row of a table that has nothing to list.
func none(columns int) []wanted {
	row := []wanted{{text: "无"}}
	for len(row) < columns {
		row = append(row, wanted{text: "—"})
	}
	return row
}

// reckoning works a table out that is declared wholly.
type reckoning struct {
	*published
	decl catalog.Table
	// of a ledger: its rows alone, and what stands for 台账 and 原因
	rows  []int
	words map[string]string
}

// drawnColumn is a column with the value of its 逐项.
type declaredColumn struct {
	catalog.TableColumn
	item catalog.Word
}

// spot is where a cell stands.
type spot struct {
	unit *unit
	row  int // of the frame that is listed, -1 for none
	item catalog.Word
}

func (r *reckoning) table() *wantedTable {
	w := &wantedTable{id: r.decl.ID, file: r.decl.File, sheet: r.decl.Sheet, title: r.fill(r.decl.Title)}
	columns := r.columns()
	switch r.decl.Rows {
	case catalog.RowsAreas:
		w.heads = append(w.heads, areaHeads...)
		if !r.decl.Arrivals {
			w.heads = w.heads[:1]
		}
	}
	first := len(w.heads)
	for _, c := range columns {
		head := strings.ReplaceAll(r.fill(strings.Join(c.Heads, "/")), "{项}", c.item.Text)
		for name, text := range r.words {
			head = strings.ReplaceAll(head, "{"+name+"}", text)
		}
		w.heads = append(w.heads, head)
	}
	row := func(at spot, begin []wanted, deep int) {
		w.rows = append(w.rows, wantedRow{cells: append(slices.Clone(begin), r.cells(columns, at, len(w.rows)+1)...), deep: deep})
	}
	var total *wantedRow
	switch r.decl.Rows {
	case catalog.RowsAreas:
		r.areas(w, first, row)
	case catalog.RowsEach:
		for _, item := range r.items(r.decl.Each) {
			row(spot{row: -1, item: item}, nil, 0)
		}
		total = r.total(columns, w.rows)
	default:
		for _, i := range r.listed() {
			row(spot{row: i}, nil, 0)
		}
		total = r.total(columns, w.rows)
	}
	if total != nil {
		w.rows = slices.Insert(w.rows, 0, *total)
	}
	r.totalsLast(w, r.decl)
	if len(w.rows) == 0 {
		w.rows = []wantedRow{{cells: none(len(w.heads))}}
	}
	w.units = r.text(r.decl.Units)
	for _, n := range r.decl.Notes {
		if text := r.text(n.Parts); !strings.Contains(text, "{") {
			w.notes = append(w.notes, text)
		}
	}
	return w
}

// totalsLast moves the totals below what they add up, where the office wants them
// there: those of a list to its end, the row of a county below its villages. The
// outline, whose heads stand above, begins with the townships then.
func (d *published) totalsLast(w *wantedTable, c catalog.Table) {
	last := c.Total == catalog.TotalLast || c.Total == catalog.TotalYes && d.meta.Office.TotalLast
	if !last || len(w.rows) == 0 || !strings.HasSuffix(w.rows[0].cells[0].text, "合计") {
		return
	}
	end := 1
	for ; end < len(w.rows) && w.rows[end].deep > 0; end++ {
		w.rows[end].deep--
	}
	if end == 1 {
		end = len(w.rows)
	}
	total := w.rows[0]
	copy(w.rows, w.rows[1:end])
	w.rows[end-1] = total
}

// areas are the rows of the county, its townships and villages, then those beside.
func (r *reckoning) areas(w *wantedTable, first int, row func(spot, []wanted, int)) {
	levels := map[catalog.Level]string{catalog.County: "county", catalog.Township: "township", catalog.Village: "village"}
	top := -1
	for _, u := range r.tree {
		if !slices.ContainsFunc(r.decl.Levels, func(l catalog.Level) bool { return levels[l] == u.level }) || u.level == "county" && r.decl.Total == catalog.TotalNone {
			continue
		}
		if top < 0 {
			top = u.deep
		}
		row(spot{unit: &u, row: -1}, u.begins()[:first], u.deep-top)
	}
	if r.decl.Frame == "" {
		return
	}
	s := r.set(r.decl.Frame)
	var beside []unit
	for i := range s.rows {
		u := unit{level: s.get(i, "level"), code: s.get(i, "area_code"), name: s.get(i, "area_name") + "合计"}
		if u.level != string(catalog.VillageKind) || !slices.Contains(r.decl.Levels, catalog.VillageKind) || slices.ContainsFunc(beside, func(b unit) bool { return b.code == u.code }) {
			continue
		}
		beside = append(beside, u)
	}
	slices.SortStableFunc(beside, func(a, b unit) int {
		kind := func(u unit) int {
			return slices.IndexFunc([]string{"-poor", "-other", "-unknown"}, func(k string) bool { return strings.HasSuffix(u.code, k) })
		}
		return cmp.Compare(kind(a), kind(b))
	})
	for _, u := range beside {
		row(spot{unit: &u, row: -1}, []wanted{{text: u.name}, {text: "—"}, {text: "—"}}[:first], 0)
	}
}

// listed are the rows of the frame that are listed, in their order.
func (r *reckoning) listed() []int {
	if r.rows != nil || r.decl.Rows == catalog.RowsLedgers {
		return r.rows
	}
	s := r.set(r.decl.Frame)
	rows := r.fitting(s, r.decl.Where, spot{row: -1}, catalog.Word{})
	slices.SortStableFunc(rows, func(a, b int) int {
		for _, o := range r.decl.Order {
			n := order(s.get(a, o.Column), s.get(b, o.Column))
			if o.Falling {
				n = -n
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
	return rows
}

// order compares numbers as numbers, else texts; what is not known comes last.
func order(a, b string) int {
	if a == "" || b == "" {
		return map[bool]int{true: 1}[a == ""] - map[bool]int{true: 1}[b == ""]
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	if okX && okY {
		return x.Cmp(y)
	}
	return strings.Compare(a, b)
}

// columns are those declared, one for each value of their 逐项.
func (r *reckoning) columns() []declaredColumn {
	var out []declaredColumn
	all := r.decl.Columns
	for i := 0; i < len(all); {
		n := 1
		if all[i].Each == nil {
			out = append(out, declaredColumn{TableColumn: all[i]})
			i++
			continue
		}
		for i+n < len(all) && all[i+n].Each != nil && fmt.Sprint(*all[i+n].Each) == fmt.Sprint(*all[i].Each) {
			n++
		}
		for _, item := range r.items(all[i].Each) {
			for _, c := range all[i : i+n] {
				out = append(out, declaredColumn{c, item})
			}
		}
		i += n
	}
	return out
}

// items are the values of a 逐项.
func (r *reckoning) items(e *catalog.Each) []catalog.Word {
	var out []catalog.Word
	switch e.Dictionary {
	case catalog.WordsGroups:
		for _, g := range r.meta.Groups {
			out = append(out, catalog.Word{Value: g.Item, Text: g.Label})
		}
		return out
	case catalog.WordsIndicators:
		for _, i := range r.meta.Indicators {
			out = append(out, catalog.Word{Value: i.ID, Text: i.Label})
		}
		return out
	}
	if e.Frame == "" {
		return e.Words
	}
	s := r.set(e.Frame)
	for _, i := range r.fitting(s, e.Where, spot{row: -1}, catalog.Word{}) {
		w := catalog.Word{Value: s.get(i, e.Column), Text: s.get(i, cmp.Or(e.Label, e.Column))}
		if !slices.ContainsFunc(out, func(o catalog.Word) bool { return o.Value == w.Value }) {
			out = append(out, w)
		}
	}
	return out
}

// fitting are the rows of a frame that fulfil conditions in a place.
func (r *reckoning) fitting(s *dataset, where []catalog.Condition, at spot, item catalog.Word) []int {
	candidates := make([]int, len(s.rows))
	for i := range candidates {
		candidates[i] = i
	}
	if at.unit != nil {
		candidates = s.byArea[at.unit.level+" "+at.unit.code]
	}
	asked := slices.Clone(where)
	for k, c := range where {
		asked[k].Values = slices.Clone(c.Values)
		for n, v := range c.Values {
			if !strings.Contains(v, "{") {
				continue
			}
			v = strings.NewReplacer("{项}", item.Value, "{行}", at.item.Value).Replace(r.fill(v))
			if strings.HasPrefix(v, "{") && at.row >= 0 {
				v = r.set(r.decl.Frame).get(at.row, strings.Trim(v, "{}"))
			}
			asked[k].Values[n] = v
		}
	}
	var out []int
	for _, i := range candidates {
		if !slices.ContainsFunc(asked, func(c catalog.Condition) bool { return !holds(s.get(i, c.Column), c) }) {
			out = append(out, i)
		}
	}
	return out
}

func holds(is string, c catalog.Condition) bool {
	if strings.Contains(is, ".") {
		if n, ok := new(big.Rat).SetString(is); ok { // 2995.00 is 2995
			is = strings.TrimSuffix(strings.TrimRight(n.FloatString(12), "0"), ".")
		}
	}
	switch c.Op {
	case "=":
		return slices.Contains(c.Values, is)
	case "!=":
		return !slices.Contains(c.Values, is)
	}
	n := order(is, c.Values[0])
	return is != "" && map[string]bool{"<": n < 0, "<=": n <= 0, ">": n > 0, ">=": n >= 0}[c.Op]
}

// total is the row of totals of a list, nil for none.
func (r *reckoning) total(columns []declaredColumn, rows []wantedRow) *wantedRow {
	if r.decl.Total == catalog.TotalNone || len(rows) == 0 {
		return nil
	}
	out := &wantedRow{}
	for i, c := range columns {
		cell := wanted{text: "—"}
		if c.Format == catalog.FormatCount && c.Value.Kind != catalog.ValueUnique && c.Value.Kind != catalog.ValueNumber {
			sum := new(big.Rat)
			for _, row := range rows {
				if n := row.cells[i].number; n != nil {
					sum.Add(sum, n)
				}
			}
			cell = wholeRat(sum)
		}
		out.cells = append(out.cells, cell)
	}
	for i, c := range columns {
		if c.Value.Kind == catalog.ValueFormula {
			out.cells[i] = worked(c, columns, out.cells)
		}
	}
	out.cells[0] = wanted{text: "合计"}
	return out
}

// text is a text with its figures; what the program knows of the table stays in
// braces.
func (r *reckoning) text(parts []catalog.Part) string {
	var b strings.Builder
	for _, p := range parts {
		switch said, ok := r.words[p.Macro]; {
		case p.Value != nil:
			value, _ := r.value(declaredColumn{TableColumn: catalog.TableColumn{Value: *p.Value}}, spot{row: -1})
			if _, number := new(big.Rat).SetString(value); number && p.Value.Kind != catalog.ValuePick {
				value = grouped(value)
			}
			b.WriteString(value)
		case ok:
			b.WriteString(said)
		case p.Macro != "":
			b.WriteString(r.fill("{" + p.Macro + "}"))
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// ledgers are the tables of the ledgers that a declaration is of.
func (d *published) ledgers(c catalog.Table) []*wantedTable {
	named := func(id string) bool { // by a declaration of its own
		return slices.ContainsFunc(d.declared(), func(o catalog.Table) bool { return slices.Contains(o.Ledgers, id) })
	}
	var out []*wantedTable
	for _, info := range d.meta.Ledgers {
		if !slices.Contains(c.Ledgers, info.ID) && (named(info.ID) || !slices.Contains(c.Ledgers, info.Counts)) {
			continue
		}
		s := d.set("ledger")
		var rows []int
		for i := range s.rows {
			if s.get(i, "ledger") == info.ID {
				rows = append(rows, i)
			}
		}
		if len(rows) <= reports.LongLedger {
			out = append(out, d.ledger(c, info, rows))
			continue
		}
		for len(rows) > 0 { // township by township
			town, n := d.townOf(s.get(rows[0], "village_code")), 1
			for ; n < len(rows) && d.townOf(s.get(rows[n], "village_code")) == town; n++ {
			}
			whole := d.ledger(c, info, rows[:n])
			folder := strings.TrimSuffix(whole.file, ".xlsx")
			for first := 0; first < n; first += reports.LongLedger {
				part, where := *whole, town
				if first > 0 {
					where += fmt.Sprintf("(%d)", first/reports.LongLedger+1)
				}
				part.title += "(" + where + ")"
				part.file = folder + "/" + whole.sheet + "(" + where + ").xlsx"
				part.rows = whole.rows[first:min(first+reports.LongLedger, n)]
				out = append(out, &part)
			}
			rows = rows[n:]
		}
	}
	return out
}

// ledger is the table of some rows of a ledger.
func (d *published) ledger(c catalog.Table, info reports.LedgerInfo, rows []int) *wantedTable {
	s := d.set("ledger")
	r := &reckoning{published: d, decl: c, rows: rows, words: map[string]string{"台账": info.Label, "原因": info.Reason, catalog.PartLedgerTotal: d.ledgerTotal(info, rows)}}
	w := r.table()
	name := strings.NewReplacer("{台账}", info.Label)
	w.file, w.sheet, w.title = name.Replace(w.file), name.Replace(w.sheet), name.Replace(w.title)
	for j, col := range c.Columns { // a row about a whole household is about nobody
		for k, i := range rows {
			if col.Value.Frame == "" && (col.Value.Column == "person" || col.Value.Column == "age") && s.get(i, "relationship") == "全户" {
				w.rows[k].cells[j] = wanted{text: "—"}
			}
		}
	}
	return w
}

// ledgerTotal is what some rows of a ledger come to.
func (d *published) ledgerTotal(info reports.LedgerInfo, rows []int) string {
	s := d.set("ledger")
	households, persons, unknown := map[string]bool{}, int64(0), 0
	for _, i := range rows {
		if id := s.get(i, "household_id"); id != "" {
			households[s.get(i, "village_code")+" "+id] = true
		}
		persons += s.count(i, "persons")
		if s.get(i, "persons") == "" {
			unknown++
		}
	}
	said := fmt.Sprintf("合计%s户、%s人", grouped(fmt.Sprint(len(households))), grouped(fmt.Sprint(persons)))
	switch {
	case info.Counts == reports.CountsProblems:
		said = fmt.Sprintf("合计%s件", grouped(fmt.Sprint(len(rows))))
	case info.Counts == reports.CountsPersons && unknown > 0:
		said += fmt.Sprintf(",另有%d户没有指出是谁", unknown)
	case unknown > 0:
		said += fmt.Sprintf(",其中%d户人数不详", unknown)
	}
	return said
}
