package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
)

// tableOf makes a table of so many rows, notes of so many characters and columns.
func tableOf(rows, notes, long, columns int) *reports.Table {
	table := &reports.Table{Title: "表", Columns: []reports.Column{{Heads: []string{"单位"}}}}
	for range columns - 1 {
		table.Columns = append(table.Columns, reports.Column{Heads: []string{"户"}, Kind: reports.KindCount})
	}
	for range rows {
		row := reports.Row{Cells: []reports.Cell{{Text: "某村"}}}
		for range columns - 1 {
			row.Cells = append(row.Cells, reports.Cell{Text: "1", Value: int64(1)})
		}
		table.Rows = append(table.Rows, row)
	}
	for range notes {
		table.Notes = append(table.Notes, strings.Repeat("注", long))
	}
	return table
}

// The last rows of a table, or its notes, do not stand alone on a sheet of paper
// where the table can be read a little smaller; a long list takes what it takes.
func TestSheetsOfPaper(t *testing.T) {
	for _, c := range []struct{ rows, notes, sheets int }{
		{10, 3, 1}, {32, 3, 1}, {24, 14, 1}, // fits; five rows too many; notes too many
		{36, 3, 0}, {50, 3, 2}, {500, 3, 0}, // too many for one; a few more than two hold; a list
	} {
		table := tableOf(c.rows, c.notes, 40, 2)
		if n, _ := layout(table).pages(table); n != c.sheets {
			t.Errorf("%d rows and %d notes are fitted on %d sheets, want %d", c.rows, c.notes, n, c.sheets)
		}
	}
}

// A printed page never holds notes alone, however many rows and notes there are and
// however wide a program takes the columns to be: the last rows go with them, where
// the notes leave room for any.
func TestNotesNeverAlone(t *testing.T) {
	breaks := 0
	for _, columns := range []int{2, 12, 24, 40} {
		for rows := 5; rows < 240; rows += 3 {
			for _, notes := range []int{2, 9, 12} {
				table := tableOf(rows, notes, 90, columns)
				p := layout(table)
				sheets, kept := p.pages(table)
				if sheets > 0 {
					continue // fitted whole on these, so that nothing spills over
				}
				if kept > 0 {
					breaks++
				}
				heights := make([]float64, rows)
				for i, r := range table.Rows {
					heights[i] = p.rowHeight(r)
				}
				tail := rowSign
				for i, note := range table.Notes {
					tail += p.noteHeight(noteHead(i) + note)
				}
				_, down := p.sides(table)
				for _, d := range digits {
					room := (down - 2*marginEnds) * 72 / p.scale(table, d)
					_, last := p.fill(heights[max(0, rows-kept):], tail, room)
					if kept == 0 {
						_, last = p.fill(heights, tail, room)
					}
					if last < 2 {
						t.Errorf("%d columns, %d rows, %d notes, digits of %v points: %d rows above the notes, %d kept with them", columns, rows, notes, d, last, kept)
					}
				}
			}
		}
	}
	if breaks == 0 {
		t.Error("no table needed a break, so nothing was tried")
	}
}

// The break is written where the plan has it.
func TestBreakBeforeLastRows(t *testing.T) {
	table := tableOf(104, 9, 90, 12)
	p := layout(table)
	_, kept := p.pages(table)
	if kept < keptRows {
		t.Fatalf("%d rows are kept with the notes", kept)
	}
	table.Short = "表"
	f := writeOne(t, table)
	sheet := string(partOf(t, f, "xl/worksheets/sheet1.xml"))
	if want := fmt.Sprintf(`<brk id="%d"`, p.sign-kept-1); !strings.Contains(sheet, want) {
		t.Errorf("no %s among the breaks", want)
	}
}

// What stands in the place of a number is centred, so that nobody takes it for one:
// 无 of an empty list, —, 不详. Numbers stay on the right.
func TestWordsAmongNumbers(t *testing.T) {
	table := tableOf(1, 1, 10, 3)
	table.Short = "表"
	table.Rows = append(table.Rows, reports.Row{Cells: []reports.Cell{{Text: reports.None}, {Text: reports.None}, {Text: reports.NotKnown}}})
	x, err := excelize.OpenReader(bytes.NewReader(writeOne(t, table)))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	body := layout(table).body
	for at, want := range map[string]string{"A0": "left", "B0": "right", "C0": "right", "A1": "center", "B1": "center", "C1": "center"} {
		cell := fmt.Sprintf("%c%d", at[0], body+int(at[1]-'0'))
		id, err := x.GetCellStyle("表", cell)
		if err != nil {
			t.Fatal(err)
		}
		st, err := x.GetStyle(id)
		if err != nil || st.Alignment == nil || st.Alignment.Horizontal != want {
			t.Errorf("%s: %+v (%v), want %s", cell, st.Alignment, err, want)
		}
	}
}

// Lines end where programs end them: not before a closing mark, behind an opening
// one, at a quotation mark or within a word or a number.
func TestLines(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  int
	}{
		{"户编号", 8, 1}, {"户编号", 5.5, 2}, {"一二三四五六七八", 10, 2},
		{"村代码“999901001003”在户表中属于别村", 22, 3}, // the code with its marks and what touches them
		{"见说明(household.size=declared)的数", 26, 3}, {"2018年12月31日", 9, 2}, {"甲\n乙", 20, 2}, {"", 20, 1},
	} {
		if got := lines(reports.Prose(c.text), c.width); got != c.want {
			t.Errorf("%q takes %d lines of %v, want %d", c.text, got, c.width, c.want)
		}
	}
}

// A head that takes several lines leaves no character alone on the last one, and its
// unit is not torn.
func TestWrapHead(t *testing.T) {
	for text, want := range map[string]string{
		"待核人口(人)": "待核\n人口\n(人)", "户(人次)": "户\n(人次)", "户数": "户数", "可比的户": "可比的户", "下级合计": "下级\n合计",
	} {
		if got := wrapHead(reports.Prose(text), 7.8); got != reports.Prose(want) {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	table := &reports.Table{Title: "表", Columns: []reports.Column{{Heads: []string{reports.Prose("应有(人次)")}, Kind: reports.KindCount}}}
	for range 19 {
		table.Columns = append(table.Columns, table.Columns[0])
	}
	if p := layout(table); lines(reports.Prose("(人次)"), p.widths[0]) != 1 {
		t.Errorf("the unit is torn in a column of %v", p.widths[0])
	}
}

// A table of very many columns has narrow ones, so that it can still be read.
func TestManyColumns(t *testing.T) {
	table := tableOf(40, 3, 40, 55)
	if p := layout(table); p.scale(table, digit) < smallest {
		t.Errorf("55 columns are printed at %v", p.scale(table, digit))
	}
}

// writeOne writes a workbook of one table.
func writeOne(t *testing.T, table *reports.Table) []byte {
	t.Helper()
	files := memory{}
	if err := New().WriteTables("表.xlsx", []*reports.Table{table}, reports.Meta{}, files); err != nil {
		t.Fatal(err)
	}
	return files["表.xlsx"].Bytes()
}

// partOf reads one part of a workbook.
func partOf(t *testing.T, book []byte, name string) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := zr.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
