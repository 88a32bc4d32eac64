package reports

import (
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// arrange chooses, orders and renames the columns of a table with a body as they are
// declared; all stay as they are where none is.
func (t *Table) arrange(columns []catalog.TableColumn) error {
	if len(columns) == 0 {
		return nil
	}
	var out []Column
	for _, c := range columns {
		at := slices.IndexFunc(t.Columns, func(own Column) bool { return Prose(strings.Join(own.Heads, "/")) == Prose(c.Value.Column) })
		if at < 0 {
			return fmt.Errorf("there is no column %s", c.Value.Column)
		}
		column := t.Columns[at]
		if len(c.Heads) > 0 {
			column.Heads = slices.Clone(c.Heads)
		}
		if c.Width > 0 {
			column.Wrap = c.Width
		}
		out, t.order = append(out, column), append(t.order, at)
	}
	t.Columns = out
	if t.nothing != "" {
		t.Rows = []Row{t.emptyRow()}
		return nil
	}
	for i := range t.Rows {
		t.Rows[i] = t.arranged(t.Rows[i])
	}
	return nil
}

// arranged puts the cells of a row as the body draws it into the order of the columns.
// A formula goes where one of its cells does.
func (t *Table) arranged(r Row) Row {
	if t.order == nil {
		return r
	}
	cells := make([]Cell, len(t.order))
	for i, from := range t.order {
		if cells[i] = r.Cells[from]; cells[i].Formula == nil {
			continue
		}
		f := *cells[i].Formula
		f.Columns = slices.Clone(f.Columns)
		for j, c := range f.Columns {
			f.Columns[j] = slices.Index(t.order, c)
		}
		if cells[i].Formula = &f; slices.Contains(f.Columns, -1) {
			cells[i].Formula = nil
		}
	}
	r.Cells = cells
	return r
}
