package open

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/xuri/excelize/v2"

	"sanlv/data/reference"
	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/reports/forms"
)

// folder takes the forms.
type folder string

func (d folder) Create(name string) (io.WriteCloser, error) {
	return os.Create(filepath.Join(string(d), name))
}

const (
	formHead = 3  // row of the header
	formRows = 20 // filled in
)

// shippedForms writes the forms of the shipped dictionary.
func shippedForms(t *testing.T) (*catalog.Catalog, string) {
	t.Helper()
	c, _, err := catalog.Load(reference.Files, nil, fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := forms.Write(c, folder(dir)); err != nil {
		t.Fatal(err)
	}
	return c, dir
}

// readForm reads a workbook and checks that nothing in it met with an objection.
// It returns what reading gave and the rows as texts, by column.
func readForm(t *testing.T, c *catalog.Catalog, s *catalog.Sheet, path string) (loaders.Result, []map[string]string) {
	t.Helper()
	r, err := loaders.NewReader(c, Open)
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	res, err := r.Read(t.Context(), loaders.File{Path: path, Name: filepath.Base(path)}, func(b loaders.Batch) error {
		defer b.Record.Release()
		if b.Kind != s.Kind {
			t.Errorf("rows of kind %s", b.Kind)
		}
		rows = append(rows, recordTexts(b.Record)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if res.Detail != nil {
		t.Error(res.Detail)
	}
	for _, f := range res.Findings {
		if f.Sheet == forms.NotesSheet || f.Sheet == forms.ChoicesSheet {
			t.Errorf("the loaders must pass over a sheet called %s without a word (loaders/kind.go, ownSheet), but say %s: %s", f.Sheet, f.Rule, f.Message)
			continue
		}
		t.Errorf("%s %s %s %q: %s", f.Rule, f.Sheet, f.Cell(), f.Raw, f.Message)
	}
	for _, in := range res.Intake[1:] {
		if in.Status != loaders.Unknown || in.Kind != "" {
			t.Errorf("sheet %s was taken for %q: %s", in.Sheet, in.Kind, in.Status)
		}
	}
	if in := res.Intake[0]; in.Kind != s.Kind || in.Status != loaders.Loaded || in.HeaderRow != formHead || in.Rejected != 0 {
		t.Errorf("%+v", in)
	}
	var mapped []string
	for i, m := range res.Columns {
		if i >= len(s.Columns) || m.Column != s.Columns[i].Name || m.Letter != loaders.ColumnLetter(i+1) || s.Columns[i].Unit != "" && m.Unit != s.Columns[i].Unit {
			t.Errorf("column %d read as %+v", i+1, m)
		}
		mapped = append(mapped, m.Column)
	}
	if len(mapped) != len(s.Columns) {
		t.Errorf("%d of %d columns mapped: %s", len(mapped), len(s.Columns), mapped)
	}
	return res, rows
}

func TestBlankFormsLoad(t *testing.T) {
	c, dir := shippedForms(t)
	for i := range c.Sheets {
		s := &c.Sheets[i]
		t.Run(s.Kind, func(t *testing.T) {
			res, rows := readForm(t, c, s, filepath.Join(dir, s.Label+".xlsx"))
			if in := res.Intake[0]; len(rows) != 0 || in.Loaded != 0 || in.Read != formHead || !in.FilledOn.IsZero() {
				t.Errorf("%+v", in)
			}
		})
	}
}

// TestFilledFormsLoad is the promise of the forms: what is filled in by their
// rules is read back, whole and without a finding.
func TestFilledFormsLoad(t *testing.T) {
	c, dir := shippedForms(t)
	for i := range c.Sheets {
		s := &c.Sheets[i]
		for _, datesAsText := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/text=%v", s.Kind, datesAsText), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "莲塘县"+s.Label+"(1).xlsx")
				want := fillForm(t, c, s, filepath.Join(dir, s.Label+".xlsx"), path, datesAsText)
				res, rows := readForm(t, c, s, path)
				if in := res.Intake[0]; in.Loaded != formRows || in.Read != formHead+formRows || in.FilledOn.Format(time.DateOnly) != "2018-12-20" {
					t.Errorf("%+v", in)
				}
				if len(rows) != formRows {
					t.Fatalf("%d rows", len(rows))
				}
				for n, row := range want {
					for name, v := range row {
						if rows[n][name] != v {
							t.Errorf("row %d %s: %q, filled in %q", n+1, name, rows[n][name], v)
						}
					}
				}
			})
		}
	}
}

// fillForm fills in a form as a program that keeps its formats would, and returns
// what the loaders are to make of it.
func fillForm(t *testing.T, c *catalog.Catalog, s *catalog.Sheet, form, path string, datesAsText bool) []map[string]string {
	t.Helper()
	f, err := excelize.OpenFile(form)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set := func(cell string, v any) {
		t.Helper()
		if err := f.SetCellValue(s.Label, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if dir := os.Getenv("FORMS_DIR"); dir != "" { // to look at them filled in
		defer func() { _ = f.SaveAs(filepath.Join(dir, "填"+s.Label+".xlsx")) }()
	}
	set(fieldAfter(t, f, s.Label, "填报单位"), "莲塘县阳光乡上村")
	if at := fieldAfter(t, f, s.Label, "填报时间"); datesAsText {
		set(at, "2018年12月20日")
	} else {
		set(at, time.Date(2018, 12, 20, 0, 0, 0, 0, time.UTC))
	}
	var out []map[string]string
	for n := range formRows {
		row := map[string]string{}
		for i := range s.Columns {
			col := &s.Columns[i]
			cell, want := example(t, c, col, n)
			if day, ok := cell.(time.Time); ok && datesAsText {
				layout := "2006-01-02"
				if col.Type == catalog.Month {
					layout = "2006-01"
				}
				cell = day.Format(layout)
			}
			set(loaders.ColumnLetter(i+1)+strconv.Itoa(formHead+1+n), cell)
			row[col.Name] = want
		}
		out = append(out, row)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return out
}

// fieldAfter is the cell to the right of a label above the table.
func fieldAfter(t *testing.T, f *excelize.File, sheet, label string) string {
	t.Helper()
	cells, err := f.SearchSheet(sheet, "^"+label+"[:\uff1a]$", true)
	if err != nil || len(cells) != 1 {
		t.Fatal(label, cells, err)
	}
	column, row, err := excelize.CellNameToCoordinates(cells[0])
	if err != nil {
		t.Fatal(err)
	}
	areas, err := f.GetMergeCells(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range areas {
		if m.GetStartAxis() == cells[0] {
			if column, _, err = excelize.CellNameToCoordinates(m.GetEndAxis()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return loaders.ColumnLetter(column+1) + strconv.Itoa(row)
}

// example is a valid value of a column for the n-th row, and what it reads as.
func example(t *testing.T, c *catalog.Catalog, col *catalog.Column, n int) (cell any, want string) {
	t.Helper()
	switch col.Type {
	case catalog.Code:
		code := fmt.Sprintf("%03d", n+1)
		switch {
		case col.Name == "village_code":
			code = "999901001" + code
		case col.MaxLength == 0 || col.MaxLength > len("099990100100020180")+len(code):
			code = "099990100100020180" + code // more digits than a number holds, and a zero in front
		}
		return code, code
	case catalog.IDNumber:
		id := inventedID(n)
		return id, id
	case catalog.Money, catalog.Number, catalog.Integer, catalog.Percent:
		return exampleNumber(t, col, n)
	case catalog.YesNo:
		return []string{"是", "否"}[n%2], strconv.FormatBool(n%2 == 0)
	case catalog.Date:
		day := time.Date(1906+5*n, time.Month(n%12+1), n+1, 0, 0, 0, 0, time.UTC)
		return day, day.Format(time.DateOnly)
	case catalog.Month:
		day := time.Date(1990+n, time.Month(n%12+1), 1, 0, 0, 0, 0, time.UTC)
		return day, day.Format(time.DateOnly)
	case catalog.Year:
		return 1999 + n, strconv.Itoa(1999 + n)
	case catalog.Coded:
		labels := c.Codes[col.List].Labels
		return labels[n%len(labels)], labels[n%len(labels)]
	case catalog.CodedList:
		labels := c.Codes[col.List].Labels
		two := slices.Compact([]string{labels[n%len(labels)], labels[(n+1)%len(labels)]})
		return strings.Join(two, "、"), strings.Join(two, ";")
	}
	text := "甲乙丙丁"
	if n == formRows-1 { // as long as it may be
		text = strings.Repeat("长", max(col.MaxLength, 5))
	} else {
		text += strconv.Itoa(n)
	}
	return text, text
}

// exampleNumber goes from the least to the greatest number that a column takes.
func exampleNumber(t *testing.T, col *catalog.Column, n int) (cell any, want string) {
	t.Helper()
	low, high := 0.0, 99_999.75
	if col.Type == catalog.Percent {
		high = 1
	}
	if v, err := strconv.ParseFloat(col.Min, 64); err == nil && v > -1e9 {
		low = v
	}
	if v, err := strconv.ParseFloat(col.Max, 64); err == nil && v < 1e9 {
		high = v
	}
	v := low + (high-low)*float64(n)/float64(formRows-1)
	if col.Type == catalog.Integer {
		v = float64(int64(v))
		return int64(v), strconv.FormatInt(int64(v), 10)
	}
	want = strconv.FormatFloat(v, 'f', 4, 64)
	v, _ = strconv.ParseFloat(want, 64)
	want = strings.TrimSuffix(strings.TrimRight(want, "0"), ".")
	return v, want
}

// inventedID is an ID number of nobody: there is no area 999901. Its check digit
// is right.
func inventedID(n int) string {
	body := fmt.Sprintf("999901%d%02d%02d%03d", 1950+n, n%12+1, n+1, 101+n)
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	return body + string("10X98765432"[sum%11])
}

// recordTexts are the values of a record as texts.
func recordTexts(rec arrow.Record) []map[string]string {
	const scale = 10
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
				row[f.Name] = strings.TrimSuffix(strings.TrimRight(c.Value(i).ToString(scale), "0"), ".")
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
