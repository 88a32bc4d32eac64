package forms

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"sanlv/data/reference"
	"sanlv/pipeline/catalog"
	"sanlv/reports/internal/ooxml"
	"sanlv/reports/internal/pack"
)

// files is a sink in memory.
type files map[string]*file

type file struct {
	bytes.Buffer
	closed bool
}

func (f *file) Close() error { f.closed = true; return nil }

func (s files) Create(name string) (io.WriteCloser, error) {
	if s[name] != nil {
		return nil, fmt.Errorf("%s written twice", name)
	}
	s[name] = &file{}
	return s[name], nil
}

func shipped(t testing.TB) *catalog.Catalog {
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

func writeAll(t testing.TB, c *catalog.Catalog) files {
	t.Helper()
	out := files{}
	if err := Write(c, out); err != nil {
		t.Fatal(err)
	}
	return out
}

func openForm(t testing.TB, out files, name string) *excelize.File {
	t.Helper()
	if out[name] == nil || !out[name].closed {
		t.Fatalf("%s is not there or not closed", name)
	}
	for _, problem := range ooxml.Check(out[name].Bytes()) {
		t.Errorf("%s: %s", name, problem)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out[name].Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// flat takes the line breaks out of a header.
func flat(s string) string { return strings.ReplaceAll(s, "\n", "") }

func TestEveryKindHasAForm(t *testing.T) {
	c := shipped(t)
	out := writeAll(t, c)
	if len(out) != len(c.Sheets) {
		t.Errorf("%d forms for %d kinds", len(out), len(c.Sheets))
	}
	if dir := os.Getenv("FORMS_DIR"); dir != "" { // to look at them
		for name, f := range out {
			if err := os.WriteFile(filepath.Join(dir, name), f.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range c.Sheets {
		s := &c.Sheets[i]
		t.Run(s.Kind, func(t *testing.T) { checkForm(t, c, s, openForm(t, out, s.Label+".xlsx")) })
	}
}

// checkForm looks at everything that makes a form usable.
func checkForm(t *testing.T, c *catalog.Catalog, s *catalog.Sheet, f *excelize.File) {
	if sheets := f.GetSheetList(); sheets[0] != s.Label || sheets[1] != NotesSheet {
		t.Fatal(sheets)
	}
	if title, _ := f.GetCellValue(s.Label, "A1"); title != s.Label {
		t.Error("title", title)
	}
	rules := byColumn(t, f, s.Label)
	notes, err := f.GetRows(NotesSheet)
	if err != nil {
		t.Fatal(err)
	}
	notes = notes[slices.IndexFunc(notes, func(r []string) bool { return len(r) > 0 && r[0] == "序号" })+1:]
	if len(notes) != len(s.Columns) {
		t.Errorf("%d columns explained", len(notes))
	}
	for i, col := range s.Columns {
		head, err := f.GetCellValue(s.Label, at(i+1, headRow))
		if err != nil {
			t.Fatal(err)
		}
		if head = flat(head); head != col.Label && head != col.Label+"("+col.Unit+")" {
			t.Errorf("header %q for %q", head, col.Label)
		}
		if notes[i][1] != col.Label || (notes[i][2] == "是") != (col.Required || col.Key) {
			t.Errorf("%s explained as %q", col.Label, notes[i])
		}
		x := styleAt(t, f, s.Label, at(i+1, headRow))
		if x.Font.Bold != (col.Required || col.Key) {
			t.Errorf("%s: bold %v", col.Label, x.Font.Bold)
		}
		checkColumn(t, c, f, s.Label, i+1, &col, rules)
	}
	if cell, _ := f.GetCellValue(s.Label, at(len(s.Columns)+1, headRow)); cell != "" {
		t.Error("more headers than columns:", cell)
	}
	panes, err := f.GetPanes(s.Label)
	if err != nil || !panes.Freeze || panes.YSplit != headRow {
		t.Error(panes, err)
	}
	titles := fmt.Sprintf("$%d:$%d", titleRow, headRow)
	if !slices.ContainsFunc(f.GetDefinedName(), func(d excelize.DefinedName) bool {
		return d.Name == "_xlnm.Print_Titles" && d.Scope == s.Label && strings.HasSuffix(d.RefersTo, titles)
	}) {
		t.Error("no print titles", f.GetDefinedName())
	}
	foot, err := f.GetHeaderFooter(s.Label)
	if err != nil || !strings.Contains(foot.OddFooter, "第 &P 页 共 &N 页") || !strings.Contains(foot.OddFooter, "审核人") {
		t.Error(foot, err)
	}
}

func styleAt(t *testing.T, f *excelize.File, sheet, cell string) *excelize.Style {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	x, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func byColumn(t *testing.T, f *excelize.File, sheet string) map[string]*excelize.DataValidation {
	t.Helper()
	all, err := f.GetDataValidations(sheet)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*excelize.DataValidation{}
	for _, v := range all {
		out[v.Sqref] = v
		for what, n := range map[*string]int{v.PromptTitle: longestTitle, v.Prompt: longestMessage, v.ErrorTitle: longestTitle, v.Error: longestMessage} {
			if what != nil && pack.Shorten(*what, n) != *what {
				t.Errorf("%s: longer than %d: %s", v.Sqref, n, *what)
			}
		}
	}
	return out
}

// checkColumn looks at the format and the rule of a column, on its first row and
// far below.
func checkColumn(t *testing.T, c *catalog.Catalog, f *excelize.File, sheet string, n int, col *catalog.Column, rules map[string]*excelize.DataValidation) {
	t.Helper()
	format := map[catalog.Type]string{catalog.Text: "@", catalog.Code: "@", catalog.IDNumber: "@", catalog.Coded: "@", catalog.Date: "yyyy-mm-dd",
		catalog.Month: "yyyy-mm", catalog.Money: "#,##0.00", catalog.Percent: "0.00%"}
	style, err := f.GetColStyle(sheet, columnName(n))
	if err != nil {
		t.Fatal(err)
	}
	below, err := f.GetStyle(style)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []*excelize.Style{styleAt(t, f, sheet, at(n, firstRow)), below} {
		if want := format[col.Type]; want != "" && (x.CustomNumFmt == nil || *x.CustomNumFmt != want) {
			t.Errorf("%s: format %v, want %s", col.Label, x.CustomNumFmt, want)
		}
	}
	v := rules[span(n, firstRow, n, lastRow)]
	if v == nil || v.Prompt == nil || *v.Prompt == "" {
		t.Fatalf("%s: no prompt", col.Label)
	}
	want := map[catalog.Type]string{catalog.Money: "decimal", catalog.Number: "decimal", catalog.Percent: "decimal", catalog.Integer: "whole", catalog.Year: "whole",
		catalog.Date: "date", catalog.Month: "date", catalog.YesNo: "list", catalog.Coded: "list", catalog.IDNumber: "textLength", catalog.CodedList: ""}
	if kind, ok := want[col.Type]; ok && v.Type != kind {
		t.Errorf("%s: rule %q, want %q", col.Label, v.Type, kind)
	}
	if v.Type != "" && (v.Error == nil || !v.ShowErrorMessage) {
		t.Errorf("%s: no message", col.Label)
	}
	if col.Type == catalog.Coded {
		if got := offered(t, f, v); !slices.Equal(got, c.Codes[col.List].Labels) {
			t.Errorf("%s offers %q", col.Label, got)
		}
	}
	if col.Name == "village_code" && (v.Formula1 != "12" || v.Formula2 != "12") {
		t.Errorf("%s: %s to %s characters", col.Label, v.Formula1, v.Formula2)
	}
	if col.MaxLength > 0 && v.Type != "textLength" {
		t.Errorf("%s: no limit of its length", col.Label)
	}
}

var rangeOfList = regexp.MustCompile(`^'` + ChoicesSheet + `'!\$([A-Z]+)\$2:\$[A-Z]+\$(\d+)$`)

// offered is what a drop-down list shows.
func offered(t *testing.T, f *excelize.File, v *excelize.DataValidation) []string {
	t.Helper()
	if list, ok := strings.CutPrefix(v.Formula1, `"`); ok {
		return strings.Split(strings.TrimSuffix(list, `"`), ",")
	}
	for _, d := range f.GetDefinedName() {
		if d.Name != v.Formula1 {
			continue
		}
		m := rangeOfList.FindStringSubmatch(d.RefersTo)
		if m == nil {
			t.Fatal(d.RefersTo)
		}
		column := m[1]
		last, _ := strconv.Atoi(m[2])
		var out []string
		for row := 2; row <= last; row++ {
			text, err := f.GetCellValue(ChoicesSheet, fmt.Sprint(column, row))
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, text)
		}
		if visible, _ := f.GetSheetVisible(ChoicesSheet); visible {
			t.Error("the sheet of the lists is shown")
		}
		return out
	}
	t.Fatalf("no list %s", v.Formula1)
	return nil
}

func TestSameBytes(t *testing.T) {
	c := shipped(t)
	first := writeAll(t, c)
	for range 3 {
		for name, f := range writeAll(t, c) {
			if !bytes.Equal(f.Bytes(), first[name].Bytes()) {
				t.Errorf("%s differs from one run to the next", name)
			}
		}
	}
}

// TestOddDictionary writes forms for what an office might declare.
func TestOddDictionary(t *testing.T) {
	many := make([]string, 300)
	for i := range many {
		many[i] = fmt.Sprintf("第%d项", i)
	}
	c := &catalog.Catalog{
		Sheets: []catalog.Sheet{
			{Kind: "a", Label: "土地/林地:台账", Columns: []catalog.Column{{Name: "id", Label: "编号", Type: catalog.Code, Required: true, Key: true}}},
			{Kind: "b", Label: "土地/林地:台账", Columns: []catalog.Column{
				{Name: "x", Label: "逗号", Type: catalog.Coded, List: "commas", Required: true},
				{Name: "y", Label: "公式", Type: catalog.Coded, List: "formula"},
				{Name: "z", Label: "很多", Type: catalog.Coded, List: "many"},
				{Name: "w", Label: strings.Repeat("很长的表头", 11), Type: catalog.Text, Note: strings.Repeat("很长的说明", 300)},
				{Name: "v", Label: "=1+1", Type: catalog.Month},
				{Name: "u", Label: "比例", Type: catalog.Percent, Min: "0.1", Max: "0.5"},
				{Name: "s", Label: "符号", Type: catalog.Coded, List: "signs"},
				{Name: "r", Label: "万元数", Type: catalog.Money, Unit: "万元"},
				{Name: "q", Label: "元数", Type: catalog.Money, Unit: "元"},
			}},
			{Kind: "c", Label: NotesSheet, Columns: []catalog.Column{{Name: "id", Label: "编号", Type: catalog.Text, Required: true}}},
		},
		Codes: map[string]*catalog.CodeList{
			"commas":  {Name: "commas", Labels: []string{"甲,乙", "丙"}},
			"formula": {Name: "formula", Labels: []string{"=甲", `"乙"`, "<丙&丁>"}},
			"signs":   {Name: "signs", Labels: []string{"<甲>", "乙&丙"}},
			"many":    {Name: "many", Labels: many},
		},
	}
	out := writeAll(t, c)
	if len(out) != 3 || out["土地_林地_台账.xlsx"] == nil || out["土地_林地_台账(b).xlsx"] == nil {
		t.Fatal(out)
	}
	f := openForm(t, out, "土地_林地_台账(b).xlsx")
	sheet := f.GetSheetList()[0]
	rules := byColumn(t, f, sheet)
	for n, list := range map[int]string{0: "commas", 1: "formula", 2: "many", 6: "signs"} {
		if got := offered(t, f, rules[span(n+1, firstRow, n+1, lastRow)]); !slices.Equal(got, c.Codes[list].Labels) {
			t.Errorf("%s offers %q", list, got)
		}
	}
	if units, err := f.SearchSheet(sheet, "^单位", true); err != nil || len(units) > 0 {
		t.Error("one unit of money said for columns of two", units, err)
	}
	if formula, _ := f.GetCellFormula(sheet, "E3"); formula != "" {
		t.Error("a header became a formula")
	}
	if v := rules[span(6, firstRow, 6, lastRow)]; v.Formula1 != "0.1" || v.Formula2 != "0.5" {
		t.Error(v.Formula1, v.Formula2)
	}
	if sheets := openForm(t, out, NotesSheet+".xlsx").GetSheetList(); sheets[0] == NotesSheet {
		t.Error("a form is called like the notes, which nobody reads")
	}
}

type failing struct{ err error }

func (s failing) Create(string) (io.WriteCloser, error) { return s, nil }
func (s failing) Write([]byte) (int, error)             { return 0, s.err }
func (s failing) Close() error                          { return s.err }

func TestFullDisk(t *testing.T) {
	if err := Write(shipped(t), failing{io.ErrShortWrite}); err == nil || !strings.Contains(err.Error(), ".xlsx") {
		t.Error(err)
	}
}
