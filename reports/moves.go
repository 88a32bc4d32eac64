package reports

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Move is a cell of a table that does not print what it printed the last time.
type Move struct {
	Area  string   `json:"area_code,omitempty"` // of its row: the lowest that it belongs to
	Row   string   `json:"row"`                 // where it stands: its area, and what else tells its row from others
	Heads []string `json:"heads"`               // of its column, from the top
	// Before and After are as printed; NotApplicable where there was, or is, no such
	// row or column.
	Before string `json:"before"`
	After  string `json:"after"`
	// Change is After without Before, with its sign, unrounded until it is printed;
	// "" where one of them is no number. Of a column in per cent it is percentage points.
	Change string `json:"change,omitempty"`
	Reason string `json:"reason"` // all that there is evidence for

	frames []string // that the cell is drawn from
}

// RowMoved stands for the heads of a row that is new or gone and has nothing else to say.
const RowMoved = "整行"

// What a row or column that nothing stands in is said to be.
const rowThere = "有"

// moves gives the cells of a table that differ from those of the same table before,
// in the order of the table; what is gone comes last. Either may be nil. Rows are
// matched by their areas and by what they are called, columns by what they are
// declared to hold, so that the order of neither matters.
func moves(before, after *Table, names map[string]string) []Move {
	rows := matchRows(before, after)
	columns := matchColumns(before, after)
	var out []Move
	for _, r := range rows {
		first := len(out)
		old, now := rowAt(before, r.before), rowAt(after, r.after)
		called := r.called(names)
		said := func(c Cell) bool { return slices.Contains(called, c.Text) || slices.Contains(r.areas, c.Text) }
		for _, c := range columns {
			if c.skip {
				continue
			}
			a, b := cellAt(old, c.before), cellAt(now, c.after)
			if old == nil && said(b) || now == nil && said(a) {
				continue // says what row it is
			}
			if (old == nil || now == nil || c.before < 0 || c.after < 0) && empty(a) && empty(b) || a.Text == b.Text {
				continue
			}
			out = append(out, Move{Area: r.area, Row: strings.Join(called, " "), Heads: c.column.Heads, Before: a.Text, After: b.Text, Change: c.change(a, b), frames: c.column.frames})
		}
		if (old == nil || now == nil) && len(out) == first {
			m := Move{Area: r.area, Row: strings.Join(called, " "), Heads: []string{RowMoved}, Before: rowThere, After: NotApplicable}
			if old == nil {
				m.Before, m.After = m.After, m.Before
			}
			out = append(out, m)
		}
	}
	return out
}

// empty tells whether a cell says nothing that is worth telling of a row or column
// that came or went.
func empty(c Cell) bool {
	return c.Value == int64(0) || c.Value == 0.0 || slices.Contains([]string{"", NotApplicable, NotKnown, None}, c.Text)
}

func rowAt(t *Table, i int) *Row {
	if i < 0 {
		return nil
	}
	return &t.Rows[i]
}

func cellAt(r *Row, i int) Cell {
	if r == nil || i < 0 {
		return Cell{Text: NotApplicable}
	}
	return r.Cells[i]
}

// pairedRow is a row of both tables, or of one: -1 where it is not.
type pairedRow struct {
	before, after int
	key           string
	area          string   // the lowest that it belongs to
	areas         []string // and those above
	told          []string // what tells it from other rows of its area
	first         string   // its first cell
}

// called are the words that say which row it is: 长滩镇, 长滩村, 饮水安全.
func (r pairedRow) called(names map[string]string) []string {
	var words []string
	for i := min(len(r.areas), 2) - 1; i >= 0; i-- { // a village with its township
		if n := names[r.areas[i]]; n != "" && !(i > 0 && len(r.areas) == 2) { // a township without its county
			words = append(words, n)
		}
	}
	for _, t := range r.told {
		if !slices.Contains(words, t) {
			words = append(words, t)
		}
	}
	if len(words) == 0 {
		words = append(words, r.first)
	}
	return words
}

// rowNames are the columns in which a row may say what it is: those of text on the
// left, but for the numbers of rows.
func rowNames(t *Table) []string {
	var ids []string
	for _, c := range t.Columns {
		switch {
		case c.number:
		case c.Kind == KindText || c.Kind == KindCode || c.Kind == KindWord:
			ids = append(ids, c.id())
		default:
			return ids
		}
	}
	return ids
}

// tree tells whether the rows of a table are areas, whose codes are enough to know
// them by.
func (t *Table) tree() bool {
	return slices.ContainsFunc(t.Rows, func(r Row) bool { return (r.Level == LevelCounty || r.Level == LevelTownship) && len(r.Areas) > 0 })
}

// shownNames is how many of its names a row of a frame is called by.
const shownNames = 4

// matchRows pairs the rows of two tables. A row is known by what tells the rows of its
// frame apart, else by its area and the fewest of its names that tell it from the others.
func matchRows(before, after *Table) []pairedRow {
	var tables []*Table
	known := false
	for _, t := range []*Table{before, after} {
		if t != nil {
			tables = append(tables, t)
			known = known || t.Rows[0].key != ""
		}
	}
	names := rowNames(tables[len(tables)-1])
	by := names[:min(len(names), shownNames)]
	if !known {
		by = fewestNames(tables, names)
	}
	was, is := keyed(before, by), keyed(after, by)
	var out []pairedRow
	for i, r := range is.rows {
		r.after, r.before = i, -1
		if at, met := was.at[r.key]; met {
			r.before = at
		}
		out = append(out, r)
	}
	for i, r := range was.rows {
		if _, stays := is.at[r.key]; !stays {
			r.before, r.after = i, -1
			out = append(out, r)
		}
	}
	return out
}

// fewestNames are the names that tell the rows of tables apart; none where their areas do.
func fewestNames(tables []*Table, names []string) []string {
	var tries [][]string
	if !slices.ContainsFunc(tables, func(t *Table) bool { return !t.tree() }) || len(names) == 0 {
		tries = append(tries, nil)
	}
	for i := range names {
		tries = append(tries, names[i:i+1])
	}
	for i := 2; i <= len(names); i++ {
		tries = append(tries, names[:i])
	}
	for _, by := range tries {
		if !slices.ContainsFunc(tables, func(t *Table) bool { return keyed(t, by).doubles > 0 }) {
			return by
		}
	}
	return tries[len(tries)-1]
}

// keyedRows are the rows of a table with what they are known by.
type keyedRows struct {
	rows    []pairedRow
	at      map[string]int // by key
	doubles int            // known by the same as another; they are numbered
}

func keyed(t *Table, by []string) keyedRows {
	k := keyedRows{at: map[string]int{}}
	if t == nil || len(t.Rows) == 1 && t.Rows[0].Cells[0].Text == None {
		return k
	}
	var columns []int
	for _, id := range by {
		if i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.id() == id }); i >= 0 {
			columns = append(columns, i)
		}
	}
	met := map[string]int{}
	for i, row := range t.Rows {
		r := pairedRow{areas: row.Areas, first: row.Cells[0].Text}
		if len(row.Areas) > 0 {
			r.area = row.Areas[0]
		}
		for _, c := range columns {
			if text := row.Cells[c].Text; text != NotApplicable && !slices.Contains(row.Areas, text) {
				r.told = append(r.told, text)
			}
		}
		if len(row.Areas) == 0 && len(columns) == 0 {
			r.told = []string{row.Cells[0].Text}
		}
		r.key = fmt.Sprintf("%s\x00%d\x00%s", r.area, row.Level, strings.Join(r.told, "\x00"))
		if row.key != "" {
			r.key = row.key
		}
		if met[r.key]++; met[r.key] > 1 {
			k.doubles++
			r.key = fmt.Sprintf("%s\x00%d", r.key, met[r.key])
		}
		k.at[r.key] = i
		k.rows = append(k.rows, r)
	}
	return k
}

// pairedColumn is a column of both tables, or of one.
type pairedColumn struct {
	before, after int
	key           string
	column        Column
	skip          bool
}

// id is by what a column is known: what it is declared to hold, else its heads.
func (c Column) id() string {
	if c.key != "" {
		return c.key
	}
	return strings.Join(c.Heads, "\x00")
}

// matchColumns pairs the columns of two tables.
func matchColumns(before, after *Table) []pairedColumn {
	old := map[string]int{}
	var out []pairedColumn
	add := func(t *Table, each func(i int, c Column, key string)) {
		if t == nil {
			return
		}
		seen := map[string]int{}
		for i, c := range t.Columns {
			key := c.id()
			if seen[key]++; seen[key] > 1 {
				key = fmt.Sprintf("%s\x00%d", key, seen[key])
			}
			each(i, c, key)
		}
	}
	add(before, func(i int, _ Column, key string) { old[key] = i })
	add(after, func(i int, c Column, key string) {
		p := pairedColumn{before: -1, after: i, key: key, column: c, skip: c.ofPlace()}
		if at, ok := old[key]; ok {
			p.before = at
			delete(old, key)
		}
		out = append(out, p)
	})
	add(before, func(i int, c Column, key string) {
		if _, left := old[key]; left {
			out = append(out, pairedColumn{before: i, after: -1, key: key, column: c, skip: c.ofPlace()})
		}
	})
	return out
}

// ofPlace tells whether a column says where a row stands, in this table or in a
// sheet that came, which is no figure and moves with every row above it.
func (c Column) ofPlace() bool { return c.Kind == KindSource || c.number }

// change is how far a number went.
func (c pairedColumn) change(before, after Cell) string {
	a, b := number(before.Value), number(after.Value)
	if a == nil || b == nil {
		return ""
	}
	d := new(big.Rat).Sub(b, a)
	decimals := map[Kind]int{KindCount: 0, KindPercent: 2, KindIndex: 4, KindNumber: max(c.column.Decimals, 0)}
	n, fixed := decimals[c.column.Kind]
	if !fixed {
		n = 2
	}
	_, wholeA := before.Value.(int64)
	_, wholeB := after.Value.(int64)
	if wholeA && wholeB {
		n = 0
	}
	text := RoundHalfUp(new(big.Rat).Abs(d), n)
	if c.column.Kind == KindNumber && c.column.Decimals == 0 {
		text = plain(RoundHalfUp(new(big.Rat).Abs(d), 6))
	}
	if whole, part, _ := strings.Cut(text, "."); len(whole) > 3 {
		if r, ok := new(big.Int).SetString(whole, 10); ok && r.IsInt64() {
			text = Count(r.Int64())
			if part != "" {
				text += "." + part
			}
		}
	}
	switch {
	case strings.Trim(text, "0.") == "" && d.Sign() != 0:
		return TooSmall
	case d.Sign() > 0:
		return "+" + text
	case d.Sign() < 0:
		return "−" + text
	}
	return text
}
