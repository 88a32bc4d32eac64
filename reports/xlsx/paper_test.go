package xlsx

import (
	"strings"
	"testing"

	"sanlv/reports"
)

// The last rows of a table, or its notes, do not stand alone on a sheet of paper
// where the table can be read a little smaller; a long list takes what it takes.
func TestSheetsOfPaper(t *testing.T) {
	for _, c := range []struct{ rows, notes, sheets int }{
		{10, 3, 1}, {32, 3, 1}, {24, 16, 1}, // fits; five rows too many; notes too many
		{36, 3, 0}, {50, 3, 2}, {500, 3, 0}, // too many for one; a few more than two hold; a list
	} {
		table := &reports.Table{Title: "表", Columns: []reports.Column{{Heads: []string{"单位"}}, {Heads: []string{"户"}, Kind: reports.KindCount}}}
		for range c.rows {
			table.Rows = append(table.Rows, reports.Row{Cells: []reports.Cell{{Text: "某村"}, {Text: "1", Value: int64(1)}}})
		}
		for range c.notes {
			table.Notes = append(table.Notes, strings.Repeat("注", 40))
		}
		if n := layout(table).pages(table); n != c.sheets {
			t.Errorf("%d rows and %d notes are fitted on %d sheets, want %d", c.rows, c.notes, n, c.sheets)
		}
	}
}
