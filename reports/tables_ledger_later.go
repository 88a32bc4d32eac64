package reports

import (
	"context"
	"fmt"
	"slices"

	"sanlv/pipeline/catalog"
)

// LongLedger is how many rows of a ledger one workbook holds. A ledger with more
// has a folder with a workbook a township, and several of one with more. Tests
// lower it.
var LongLedger = 50_000

// tables lays out the tables of the ledger.
func (l *ledger) tables(ctx context.Context, pub Publication, d catalog.Table) ([]*Table, error) {
	if !l.long {
		t, err := l.table(ctx, pub, d, area{}, "", 0, l.counts.rows[l.info.ID])
		return []*Table{t}, err
	}
	order, of := []string{}, map[string][]villageRows{}
	for _, v := range l.counts.rows[l.info.ID] {
		town := l.town(v.code)
		if of[town] == nil {
			order = append(order, town)
		}
		of[town] = append(of[town], v)
	}
	var tables []*Table
	for _, code := range order {
		town := area{code: code, name: "未定"}
		if at := slices.IndexFunc(l.townships, func(a area) bool { return a.level == LevelTownship && a.code == code }); at >= 0 {
			town = l.townships[at]
		}
		for first, left := 0, of[code]; len(left) > 0; {
			part, rest := cutVillages(left, int64(LongLedger))
			tail := ""
			if first > 0 {
				tail = fmt.Sprintf("(%d)", first/LongLedger+1)
			}
			t, err := l.table(ctx, pub, d, town, tail, first, part)
			if err != nil {
				return nil, err
			}
			tables = append(tables, t)
			first, left = first+LongLedger, rest
		}
	}
	return tables, nil
}

// town is the township of a village where the ledger has a workbook for each, else "".
func (l *ledger) town(village string) string {
	switch home := l.homes[village]; {
	case !l.long:
		return ""
	case len(home) == 0:
		return nowhere
	default:
		return home[0]
	}
}

// cutVillages takes so many rows from the front.
func cutVillages(list []villageRows, most int64) (part, rest []villageRows) {
	for i, v := range list {
		if v.rows <= most {
			part, most = append(part, v), most-v.rows
			continue
		}
		if most > 0 {
			part = append(part, villageRows{v.code, most})
		}
		return part, append([]villageRows{{v.code, v.rows - most}}, list[i+1:]...)
	}
	return part, nil
}

// laterRows are rows of a ledger that are still to be drawn.
type laterRows struct {
	*ledger
	drawing     *drawing
	town        string
	first, rows int
	areas       map[string][]string // by village
}

// row draws one.
func (r *laterRows) row(l *lookup, i int) (Row, error) {
	r.drawing.frames[r.drawing.decl.Frame], r.drawing.first = l, r.first
	cells, err := r.drawing.cells(place{row: i})
	if err != nil {
		return Row{}, err
	}
	if l.text(i, "relationship") == wholeHousehold {
		for _, c := range r.drawing.columns {
			if v := c.Value; v.Frame == "" && (v.Column == "person" || v.Column == "age") { // a household is nobody and has no age
				cells[c.at] = Cell{Text: NotApplicable}
			}
		}
	}
	code := l.text(i, "village_code")
	if r.areas[code] == nil {
		r.areas[code] = append([]string{code}, r.homes[code]...)
	}
	return Row{Areas: r.areas[code], Cells: cells}, nil
}

// Later tells whether some rows of the workbook are drawn by DrawLater.
func (b *Book) Later() bool {
	return slices.ContainsFunc(b.Tables, func(t *Table) bool { return t.later != nil })
}

// DrawLater draws the rows that Books has left out and gives each workbook once it
// is whole, so that no more than a few need to be held: they come township by
// township. Workbooks that were whole are not given.
func DrawLater(ctx context.Context, pub Publication, books []*Book, whole func(*Book) error) error {
	type part struct {
		book  *Book
		table *Table
	}
	waiting := map[[2]string][]part{} // by ledger and township
	ledgers := map[string]*ledger{}
	for _, b := range books {
		for _, t := range b.Tables {
			if t.later != nil {
				id := t.later.info.ID
				ledgers[id] = t.later.ledger
				waiting[[2]string{id, t.later.town}] = append(waiting[[2]string{id, t.later.town}], part{b, t})
			}
		}
	}
	if len(ledgers) == 0 {
		return nil
	}
	var frame string
	columns := []string{"ledger", "village_code", "relationship"}
	for _, parts := range waiting {
		for _, p := range parts {
			frame, columns = p.table.later.drawing.decl.Frame, p.table.later.drawing.reads(columns)
		}
	}
	err := Batches(ctx, pub.Source, frame, columns, func(f *Frame) error {
		v := newLookup(f)
		for i := range f.Rows {
			l := ledgers[v.text(i, "ledger")]
			if l == nil {
				continue // taken out of the workbooks
			}
			key := [2]string{l.info.ID, l.town(v.text(i, "village_code"))}
			if len(waiting[key]) == 0 {
				return fmt.Errorf("ledger %s has more rows than were counted", l.info.ID)
			}
			p := waiting[key][0]
			if p.table.Rows == nil {
				p.table.Rows = make([]Row, 0, p.table.later.rows)
			}
			row, err := p.table.later.row(v, i)
			if err != nil {
				return err
			}
			p.table.Rows = append(p.table.Rows, row)
			if len(p.table.Rows) < p.table.later.rows {
				continue
			}
			waiting[key], p.table.later = waiting[key][1:], nil
			if !p.book.Later() {
				if err := whole(p.book); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, b := range books {
		if b.Later() {
			return fmt.Errorf("%s has fewer rows than were counted", b.Name)
		}
	}
	return nil
}
