package reports

import (
	"context"
	"fmt"
	"slices"

	"sanlv/pipeline/catalog"
)

// LongLedger is how many rows of a ledger or another list one workbook holds. A
// ledger with more has a folder with a workbook a township, and several of one with
// more; another list is cut as it comes. Tests lower it.
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

// ledgerPart is the part of a ledger that one table lists.
type ledgerPart struct {
	*ledger
	drawing *drawing
	areas   map[string][]string // by village
}

// ledgerKey is what the tables of a ledger wait for: its rows of one township.
func ledgerKey(ledger, town string) string { return ledger + "\x00" + town }

// row draws one.
func (p *ledgerPart) row(t *Table, l *lookup, i int) (Row, error) {
	p.drawing.frames[p.drawing.decl.Frame] = l
	cells, err := p.drawing.cells(place{row: i, number: t.nextNumber()})
	if err != nil {
		return Row{}, err
	}
	if l.text(i, "relationship") == wholeHousehold {
		for _, c := range p.drawing.columns {
			if v := c.Value; v.Frame == "" && (v.Column == "person" || v.Column == "age") { // a household is nobody and has no age
				cells[c.at] = Cell{Text: NotApplicable}
			}
		}
	}
	code := l.text(i, "village_code")
	if p.areas[code] == nil {
		p.areas[code] = append([]string{code}, p.homes[code]...)
	}
	return Row{Areas: p.areas[code], Cells: cells}, nil
}

// ledgerRows are the rows of all ledgers of a frame, which come ledger by ledger.
type ledgerRows struct{ frame string }

// each implements rowSource.
func (r ledgerRows) each(ctx context.Context, pub Publication, tables []*Table, row func(string, func(*Table) (Row, error)) error) error {
	ledgers := map[string]*ledger{}
	columns := []string{"ledger", "village_code", "relationship"}
	for _, t := range tables {
		ledgers[t.later.part.info.ID], columns = t.later.part.ledger, t.later.part.drawing.reads(columns)
	}
	return Batches(ctx, pub.Source, r.frame, columns, func(f *Frame) error {
		v := newLookup(f)
		for i := range f.Rows {
			l := ledgers[v.text(i, "ledger")]
			if l == nil {
				continue // taken out of the workbooks
			}
			draw := func(t *Table) (Row, error) { return t.later.part.row(t, v, i) }
			if err := row(ledgerKey(l.info.ID, l.town(v.text(i, "village_code"))), draw); err != nil {
				return err
			}
		}
		return nil
	})
}
