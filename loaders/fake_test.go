package loaders

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/data/reference"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// fakeSheet is a worksheet in memory: cells by address.
type fakeSheet struct {
	name   string
	rows   []Row
	merged []MergedArea
	fail   error // after the rows
}

type fakeBook struct{ sheets []fakeSheet }

func (b *fakeBook) Sheets() []SheetInfo {
	var out []SheetInfo
	for _, s := range b.sheets {
		out = append(out, SheetInfo{Name: s.name})
	}
	return out
}

func (b *fakeBook) Rows(_ context.Context, i int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		var buffer []Cell
		for _, row := range b.sheets[i].rows {
			buffer = append(buffer[:0], row.Cells...) // reused, as real readers do
			if !yield(Row{Number: row.Number, Cells: buffer}, nil) {
				return
			}
			for j := range buffer {
				buffer[j] = Cell{Text: "OVERWRITTEN"}
			}
		}
		if err := b.sheets[i].fail; err != nil {
			yield(Row{}, err)
		}
	}
}

func (b *fakeBook) Close() error              { return nil }
func (b *fakeBook) Merged(i int) []MergedArea { return b.sheets[i].merged }
func (b *fakeBook) opener() Opener {
	return func(context.Context, string) (Workbook, error) { return b, nil }
}
func book(sheets ...fakeSheet) *fakeBook { return &fakeBook{sheets: sheets} }
func (s fakeSheet) merge(r1, c1, r2, c2 int) fakeSheet {
	s.merged = append(s.merged, MergedArea{FirstRow: r1, FirstColumn: c1, LastRow: r2, LastColumn: c2})
	return s
}

// lines makes a sheet from rows of texts divided by |, from row 1 on. An empty
// field is a cell that the file does not hold; #n is a number n.
func lines(text ...string) fakeSheet {
	s := fakeSheet{name: "Sheet1"}
	for i, line := range text {
		row := Row{Number: i + 1}
		for j, field := range strings.Split(line, "|") {
			if field == "" {
				continue
			}
			c := Cell{Column: j + 1, Text: field}
			if n, ok := strings.CutPrefix(field, "#"); ok {
				c.Kind, c.Text = CellNumber, n
			}
			row.Cells = append(row.Cells, c)
		}
		if len(row.Cells) > 0 {
			s.rows = append(s.rows, row)
		}
	}
	return s
}

func testCatalog(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, bad, err := catalog.Load(reference.Files, nil, fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range bad {
		if f.File != "standards.csv" { // without models no indicator is known
			t.Fatalf("reference: %v", f)
		}
	}
	return c
}

// loaded is what reading a book gave, rows as maps of text.
type loaded struct {
	Result
	rows map[string][]map[string]string
}

func readBook(t testing.TB, b *fakeBook) loaded {
	t.Helper()
	r, err := NewReader(testCatalog(t), b.opener())
	if err != nil {
		t.Fatal(err)
	}
	out := loaded{rows: map[string][]map[string]string{}}
	out.Result, err = r.Read(context.Background(), File{Name: "表.xlsx"}, func(b Batch) error {
		defer b.Record.Release()
		out.rows[b.Kind] = append(out.rows[b.Kind], textRows(b.Record)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if out.Detail != nil {
		t.Fatalf("detail: %v", out.Detail)
	}
	for _, i := range out.Intake {
		if i.Read != i.Loaded+i.Rejected+i.Recognised {
			t.Errorf("rows do not add up: %+v", i)
		}
	}
	return out
}

func textRows(rec arrow.Record) []map[string]string {
	var out []map[string]string
	for i := range int(rec.NumRows()) {
		row := map[string]string{}
		for j, f := range rec.Schema().Fields() {
			col := rec.Column(j)
			if col.IsNull(i) {
				row[f.Name] = "NULL"
				continue
			}
			switch c := col.(type) {
			case *array.Decimal128:
				s := c.Value(i).ToString(decimalScale)
				row[f.Name] = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
			case *array.Date32:
				row[f.Name] = c.Value(i).ToTime().Format(time.DateOnly)
			default:
				row[f.Name] = col.ValueStr(i)
			}
		}
		out = append(out, row)
	}
	return out
}

// rules lists rule and place of findings, e.g. "num.format F7".
func (l loaded) rules() string {
	var out []string
	for _, f := range l.Findings {
		out = append(out, strings.TrimSpace(f.Rule+" "+f.Cell()))
	}
	return strings.Join(out, "; ")
}

func (l loaded) one(t testing.TB, rule string) finding.Finding {
	t.Helper()
	for _, f := range l.Findings {
		if f.Rule == rule {
			return f
		}
	}
	t.Fatalf("no finding %s among: %s", rule, l.rules())
	return finding.Finding{}
}

// want compares columns of a row: "household_id=1 persons=4 head_name=NULL".
func want(t testing.TB, row map[string]string, fields string) {
	t.Helper()
	for _, f := range strings.Fields(fields) {
		name, v, _ := strings.Cut(f, "=")
		if row[name] != v {
			t.Errorf("%s = %q, want %q", name, row[name], v)
		}
	}
}

func counts(i Intake) string {
	return fmt.Sprintf("%s %s read=%d loaded=%d rejected=%d recognised=%d", i.Kind, i.Status, i.Read, i.Loaded, i.Rejected, i.Recognised)
}
