package reports

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
)

// laterRows are rows of a table that are still to be drawn, for there may be too
// many of them to hold.
type laterRows struct {
	rows  int
	first int // how many come before them in other tables
	from  rowSource
	key   string      // which of the rows of the source
	part  *ledgerPart // nil but for ledgers
}

// rowSource gives rows that are drawn later, bit by bit in their order.
type rowSource interface {
	// each hands over every row that some of the tables wait for: their key, and how
	// it is drawn for the one whose turn it is.
	each(ctx context.Context, pub Publication, tables []*Table, row func(key string, draw func(*Table) (Row, error)) error) error
}

// nextNumber is that of the row that is drawn next, from 1 over all tables of a list.
func (t *Table) nextNumber() int {
	if t.later == nil {
		return len(t.Rows) + 1
	}
	return t.later.first + len(t.Rows) + 1
}

// Later tells whether some rows of the workbook are drawn by DrawLater.
func (b *Book) Later() bool {
	return slices.ContainsFunc(b.Tables, func(t *Table) bool { return t.later != nil })
}

// DrawLater draws the rows that Books has left out and gives each workbook once it
// is whole, so that no more than a few need to be held. Workbooks that were whole
// are not given.
func DrawLater(ctx context.Context, pub Publication, books []*Book, whole func(*Book) error) error {
	type part struct {
		book  *Book
		table *Table
	}
	waiting := map[rowSource]map[string][]part{}
	tables := map[rowSource][]*Table{}
	var sources []rowSource
	for _, b := range books {
		for _, t := range b.Tables {
			if t.later == nil {
				continue
			}
			from := t.later.from
			if waiting[from] == nil {
				waiting[from] = map[string][]part{}
				sources = append(sources, from)
			}
			tables[from] = append(tables[from], t)
			waiting[from][t.later.key] = append(waiting[from][t.later.key], part{b, t})
		}
	}
	for _, from := range sources {
		parts := waiting[from]
		err := from.each(ctx, pub, tables[from], func(key string, draw func(*Table) (Row, error)) error {
			if len(parts[key]) == 0 {
				return fmt.Errorf("%s has more rows than were counted", tables[from][0].ID)
			}
			p := parts[key][0]
			if p.table.Rows == nil {
				p.table.Rows = make([]Row, 0, p.table.later.rows)
			}
			row, err := draw(p.table)
			if err != nil {
				return err
			}
			p.table.Rows = append(p.table.Rows, p.table.arranged(row))
			if len(p.table.Rows) < p.table.later.rows {
				return nil
			}
			parts[key], p.table.later = parts[key][1:], nil
			if p.book.Later() {
				return nil
			}
			return whole(p.book)
		})
		if err != nil {
			return err
		}
	}
	for _, b := range books {
		if b.Later() {
			return fmt.Errorf("%s has fewer rows than were counted", b.Name)
		}
	}
	return nil
}

// inParts makes of a list whose rows are still to be drawn its table of contents,
// which stands in its place, and the parts, a workbook each in a folder of the name of
// its own. starts says at which row of all each area begins. Any other table is its
// only part.
func (t *Table) inParts(starts map[string]int) []*Table {
	if t.later == nil {
		return []*Table{t}
	}
	folder := strings.TrimSuffix(t.File, ".xlsx")
	contents := *t
	contents.ID, contents.Filter, contents.Frozen, contents.later = t.ID+"_contents", false, 0, nil
	contents.Columns = []Column{{Heads: []string{"序号"}, Kind: KindCount}, {Heads: []string{"工作簿"}, Wrap: 60}, {Heads: []string{"行数"}, Kind: KindCount}}
	where := Prose(fmt.Sprintf("本表有%s行,按每本%s行分成工作簿,在文件夹“%s”中,次序不变。", Count(int64(t.later.rows)), Count(int64(LongLedger)), path.Base(folder)))
	contents.Notes = slices.Insert(slices.Clone(t.Notes), min(1, len(t.Notes)), where)
	tables := []*Table{&contents}
	for first := 0; first < t.later.rows; first += LongLedger {
		part, rows := *t, *t.later
		mark := Prose(fmt.Sprintf("(%d)", len(tables)))
		rows.first, rows.rows = first, min(LongLedger, t.later.rows-first)
		part.later = &rows
		part.Title += mark
		part.File = folder + "/" + strings.NewReplacer("/", "_", `\`, "_").Replace(t.Short+mark) + ".xlsx"
		part.Starts = map[string]int{part.File: 0}
		for area, at := range starts {
			if at >= first && at < first+rows.rows {
				part.Starts[area] = at - first
			}
		}
		contents.Rows = append(contents.Rows, Row{Cells: []Cell{countCell(int64(len(tables))), {Text: path.Base(part.File), Link: &Link{Table: t.ID, Area: part.File}}, countCell(int64(rows.rows))}})
		tables = append(tables, &part)
	}
	return tables
}
