package reports

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"sanlv/pipeline/catalog"
)

// each draws a row for each value, and perhaps one of totals.
func (g *drawing) each() error {
	if err := g.expand(); err != nil {
		return err
	}
	items, err := g.items(g.decl.Each)
	if err != nil {
		return err
	}
	for i, item := range items {
		cells, err := g.cells(place{row: -1, item: item, number: i + 1})
		if err != nil {
			return err
		}
		g.table.Rows = append(g.table.Rows, Row{Cells: cells})
	}
	g.total()
	return nil
}

// list draws the rows of a frame.
func (g *drawing) list() error {
	if err := g.expand(); err != nil {
		return err
	}
	l, err := g.lookup(g.decl.Frame)
	if err != nil {
		return err
	}
	rows, err := g.find(l, g.decl.Where, place{row: -1}, catalog.Word{})
	if err != nil {
		return err
	}
	if len(g.decl.Order) > 0 {
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, func(a, b int) int { return l.order(g.decl.Order, a, b) })
	}
	homes, err := homesOf(g.ctx, g.pub)
	if err != nil {
		return err
	}
	for n, i := range rows {
		row, err := g.listed(l, i, n+1, homes)
		if err != nil {
			return err
		}
		g.table.Rows = append(g.table.Rows, row)
	}
	g.total()
	return nil
}

// listed draws a row of a list.
func (g *drawing) listed(l *lookup, row, number int, homes map[string][]string) (Row, error) {
	cells, err := g.cells(place{row: row, number: number})
	return Row{Cells: cells, Areas: l.areasOf(row, homes), key: l.keyOf(row, g.pub.Meta.Feeds[l.frame.ID].Grain)}, err
}

// keyOf is what tells a row from the others; "" where that is not known.
func (l *lookup) keyOf(row int, grain []string) string {
	var key []string
	for _, column := range grain {
		key = append(key, l.text(row, column))
	}
	return strings.Join(key, "\x00")
}

// areasOf are the areas that a row of a list belongs to, its own first.
func (l *lookup) areasOf(row int, homes map[string][]string) []string {
	for _, column := range []string{"village_code", "area_code"} {
		if code := l.text(row, column); code != "" {
			return append([]string{code}, homes[code]...)
		}
	}
	return nil
}

// total puts the row of totals first, where the table has one.
func (g *drawing) total() {
	t := g.table
	if g.decl.Total == catalog.TotalNone || len(t.Rows) == 0 {
		return
	}
	t.addTotal(func(int) string { return NotApplicable })
	for _, c := range g.columns {
		switch first := t.Rows[0].Cells; {
		case c.Value.Kind == catalog.ValueFormula:
			first[c.at] = c.worked(first)
		case c.at > 0 && (c.Value.Kind == catalog.ValueUnique || c.Value.Kind == catalog.ValueNumber): // one may count in several rows
			first[c.at] = Cell{Text: NotApplicable}
		}
	}
}

// items lists the values of an Each with what they are called.
func (g *drawing) items(e *catalog.Each) ([]catalog.Word, error) {
	switch {
	case e.Dictionary == catalog.WordsGroups:
		var out []catalog.Word
		for _, group := range g.pub.Meta.Groups {
			out = append(out, catalog.Word{Value: group.Item, Text: group.Label})
		}
		return out, nil
	case e.Dictionary == catalog.WordsIndicators:
		var out []catalog.Word
		for _, info := range Indicators(g.pub.Meta) {
			out = append(out, catalog.Word{Value: info.ID, Text: info.Label})
		}
		return out, nil
	case e.Frame == "":
		return e.Words, nil
	}
	l, err := g.lookup(e.Frame)
	if err != nil {
		return nil, err
	}
	if err := l.has(e.Column, e.Label); err != nil {
		return nil, err
	}
	rows, err := g.find(l, e.Where, place{row: -1}, catalog.Word{})
	if err != nil {
		return nil, err
	}
	var out []catalog.Word
	seen := map[string]bool{}
	for _, i := range rows {
		w := catalog.Word{Value: l.text(i, e.Column)}
		if w.Text = w.Value; e.Label != "" {
			w.Text = l.text(i, e.Label)
		}
		if !seen[w.Value] {
			seen[w.Value] = true
			out = append(out, w)
		}
	}
	return out, nil
}

// lookup is a frame whose rows are looked for by what stands in them.
type lookup struct {
	frame *Frame
	at    map[string]int
	homes map[string][]string // of a frame by villages: the areas that a village belongs to
	index map[string]map[string][]int
	long  bool // its rows are not held
}

// lookup reads a frame once.
func (g *drawing) lookup(id string) (*lookup, error) {
	if l := g.frames[id]; l != nil {
		return l, nil
	}
	f, err := g.pub.Source.Frame(g.ctx, id)
	if err != nil {
		return nil, err
	}
	l, err := g.over(f)
	if err == nil {
		g.frames[id] = l
	}
	return l, err
}

// over makes a frame ready for conditions that speak of areas.
func (g *drawing) over(f *Frame) (*lookup, error) {
	l := newLookup(f)
	_, byLevel := l.at["level"]
	_, byArea := l.at["area_code"]
	if _, byVillage := l.at["village_code"]; byVillage && !(byLevel && byArea) {
		var err error
		if l.homes, err = homesOf(g.ctx, g.pub); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func newLookup(f *Frame) *lookup {
	l := &lookup{frame: f, at: map[string]int{}, index: map[string]map[string][]int{}}
	for i, c := range f.Columns {
		l.at[c] = i
	}
	return l
}

// has makes sure that the frame has some columns.
func (l *lookup) has(columns ...string) error {
	for _, c := range columns {
		if _, ok := l.at[c]; !ok && c != "" {
			_, err := l.frame.Column(c)
			return err
		}
	}
	return nil
}

// value is what stands in a row under a column; nil where there is no such column.
func (l *lookup) value(row int, column string) any {
	if at, ok := l.at[column]; ok {
		return l.frame.Rows[row][at]
	}
	return nil
}

// text is the value as conditions speak of it.
func (l *lookup) text(row int, column string) string { return valueText(l.value(row, column)) }

// valueText writes a value as conditions have it: 是 and 否, 2018-06-15, 2995.
func valueText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case Decimal:
		return plain(v.String())
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return ""
}

// plain takes the zeros off that end the decimals of a number.
func plain(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// order compares two rows.
func (l *lookup) order(by []catalog.Order, a, b int) int {
	for _, o := range by {
		n := compareValues(l.value(a, o.Column), l.value(b, o.Column))
		if o.Falling {
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return 0
}

// compareValues compares numbers as numbers, else texts; what is not known comes last.
func compareValues(a, b any) int {
	if a == nil || b == nil {
		return map[bool]int{true: 1}[a == nil] - map[bool]int{true: 1}[b == nil]
	}
	x, y := number(a), number(b)
	if x != nil && y != nil {
		return x.Cmp(y)
	}
	return cmp.Compare(valueText(a), valueText(b))
}

// number is a value as an exact number, nil for none.
func number(v any) *big.Rat {
	switch v := v.(type) {
	case int64:
		return new(big.Rat).SetInt64(v)
	case Decimal:
		return v.Rat()
	case float64:
		if r, ok := new(big.Rat).SetString(strconv.FormatFloat(v, 'g', -1, 64)); ok {
			return r
		}
	}
	return nil
}

// find gives the rows that fulfil conditions in a place of the table; what is
// asked to equal one value is looked up, not gone through.
func (g *drawing) find(l *lookup, where []catalog.Condition, at place, item catalog.Word) ([]int, error) {
	for _, c := range where {
		if err := l.has(c.Column); err != nil {
			return nil, err
		}
	}
	var key, columns strings.Builder
	var rest []catalog.Condition
	if at.area != nil {
		columns.WriteString("@")
		key.WriteString(at.area.level.id() + " " + at.area.code)
	}
	for _, c := range where {
		c.Values = slices.Clone(c.Values)
		for i, v := range c.Values {
			if strings.Contains(v, "{") {
				filled, err := g.fill(v, at, item)
				if err != nil {
					return nil, err
				}
				c.Values[i] = filled
			}
		}
		if c.Op == "=" && len(c.Values) == 1 {
			columns.WriteString("\x00" + c.Column)
			key.WriteString("\x00" + c.Values[0])
		} else {
			rest = append(rest, c)
		}
	}
	rows := l.rows(columns.String())[key.String()]
	if len(rest) == 0 {
		return rows, nil
	}
	var out []int
	for _, i := range rows {
		if !slices.ContainsFunc(rest, func(c catalog.Condition) bool { return !l.holds(i, c) }) {
			out = append(out, i)
		}
	}
	return out, nil
}

// fill puts what a place of the table is into a value of a condition.
func (g *drawing) fill(v string, at place, item catalog.Word) (string, error) {
	v = strings.NewReplacer("{项}", item.Value, "{行}", at.item.Value).Replace(g.pub.Meta.fill(v))
	name, _, ok := strings.Cut(strings.TrimPrefix(v, "{"), "}")
	if !ok || !strings.HasPrefix(v, "{") {
		return v, nil
	}
	l, err := g.lookup(g.decl.Frame)
	if err != nil {
		return "", err
	}
	return l.text(at.row, name), nil
}

// rows groups the rows by the values of some columns, and by their area.
func (l *lookup) rows(columns string) map[string][]int {
	if m := l.index[columns]; m != nil {
		return m
	}
	m := map[string][]int{}
	names := strings.Split(columns, "\x00")
	for i := range l.frame.Rows {
		tail := ""
		for _, n := range names[1:] {
			tail += "\x00" + l.text(i, n)
		}
		for _, area := range l.areas(i, names[0]) {
			m[area+tail] = append(m[area+tail], i)
		}
	}
	l.index[columns] = m
	return m
}

// areas are the areas that a row counts for, as find has them in its key.
func (l *lookup) areas(row int, asked string) []string {
	switch {
	case asked == "":
		return []string{""}
	case l.homes == nil:
		return []string{l.text(row, "level") + " " + l.text(row, "area_code")}
	}
	code := l.text(row, "village_code")
	out := []string{LevelVillage.id() + " " + code}
	for i, above := range l.homes[code] {
		out = append(out, []string{LevelTownship.id(), LevelCounty.id()}[i]+" "+above)
	}
	return out
}

// holds tells whether a row fulfils a condition that find does not look up.
func (l *lookup) holds(row int, c catalog.Condition) bool {
	v := l.value(row, c.Column)
	switch c.Op {
	case "=":
		return slices.Contains(c.Values, valueText(v))
	case "!=":
		return !slices.Contains(c.Values, valueText(v))
	}
	if v == nil || v == "" {
		return false
	}
	n := 0
	asked, ok := new(big.Rat).SetString(c.Values[0])
	if is := number(v); is != nil && ok {
		n = is.Cmp(asked)
	} else {
		n = cmp.Compare(valueText(v), c.Values[0])
	}
	switch c.Op {
	case "<":
		return n < 0
	case "<=":
		return n <= 0
	case ">":
		return n > 0
	}
	return n >= 0
}
