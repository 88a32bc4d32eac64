package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// memory is a sink that keeps the files.
type memory map[string]*bytes.Buffer

type closer struct{ *bytes.Buffer }

func (closer) Close() error { return nil }

var creating sync.Mutex // several files are written at a time

func (m memory) Create(name string) (io.WriteCloser, error) {
	creating.Lock()
	defer creating.Unlock()
	b := &bytes.Buffer{}
	m[name] = b
	return closer{b}, nil
}

func write(t *testing.T, pub reports.Publication) memory {
	t.Helper()
	m := memory{}
	if err := New().Write(context.Background(), pub, m); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("SANLV_LOOK"); dir != "" { // keep the files for a look at them
		for name, b := range m {
			path := filepath.Join(dir, t.Name(), filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return m
}

func TestSameBytes(t *testing.T) {
	a, b := write(t, sample.Publication()), write(t, sample.Publication())
	if len(a) < 21 {
		t.Errorf("%d files, want all those declared", len(a))
	}
	for name := range a {
		if !bytes.Equal(a[name].Bytes(), b[name].Bytes()) {
			t.Errorf("%s differs from one write to the next", name)
		}
	}
}

// eachTable gives every table with the place of its body, and opens its workbook.
func eachTable(t *testing.T, pub reports.Publication, files memory, check func(name, sheet string, f *excelize.File, table *reports.Table, p *plan)) {
	t.Helper()
	books, err := build(context.Background(), pub)
	if err != nil {
		t.Fatal(err)
	}
	var drawn []*reports.Book
	for _, b := range books {
		drawn = append(drawn, b.drawn)
	}
	if err := reports.DrawLater(context.Background(), pub, drawn, func(*reports.Book) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := reports.ProblemLists(context.Background(), pub, func(name string, list *reports.Table) error {
		books = append(books, &book{name: reports.ProblemFolder + "/" + name + ".xlsx", tables: []*reports.Table{list}})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, b := range books {
		f, err := excelize.OpenReader(bytes.NewReader(files[b.name].Bytes()))
		if err != nil {
			t.Fatalf("%s: %v", b.name, err)
		}
		b.nameSheets()
		if got := f.GetSheetList(); !slices.Equal(got, b.sheets) {
			t.Errorf("%s has the sheets %v, want %v", b.name, got, b.sheets)
		}
		for i, table := range b.tables {
			check(b.name, b.sheets[i], f, table, layout(table))
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestCells reads every cell back: numbers are numbers with the value of the
// table, texts are texts and never formulas, nothing is blank.
func TestCells(t *testing.T) {
	for name, pub := range map[string]reports.Publication{"sample": sample.Publication(), "empty": sample.Empty()} {
		eachTable(t, pub, write(t, pub), func(file, sheet string, f *excelize.File, table *reports.Table, p *plan) {
			for i, r := range table.Rows {
				for j, c := range r.Cells {
					at := columnName(j) + strconv.Itoa(p.body+i)
					where := name + " " + file + " " + sheet + " " + at
					kind, err := f.GetCellType(sheet, at)
					if err != nil {
						t.Fatal(err)
					}
					raw, err := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
					if err != nil {
						t.Fatal(err)
					}
					formula, err := f.GetCellFormula(sheet, at)
					if err != nil {
						t.Fatal(err)
					}
					if (formula != "") != (c.Formula != nil) {
						t.Errorf("%s: formula %q", where, formula)
					}
					if c.Value == nil {
						if raw != c.Text {
							t.Errorf("%s: text %q, want %q", where, raw, c.Text)
						}
						if c.Text == "" && !table.Columns[j].Fill {
							t.Errorf("%s is empty and not to be filled in", where)
						}
						if c.Text != "" && (kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset) {
							t.Errorf("%s: %q is no text", where, raw)
						}
						continue
					}
					if kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
						t.Errorf("%s: the number %s has type %v", where, raw, kind)
					}
					want, _ := strconv.ParseFloat(fmt.Sprint(c.Value), 64)
					if got, err := strconv.ParseFloat(raw, 64); err != nil || math.Abs(got-want) > 1e-12*math.Abs(want) {
						t.Errorf("%s: %q, want %v", where, raw, c.Value)
					}
					if formula != "" {
						got, err := f.CalcCellValue(sheet, at, excelize.Options{RawCellValue: true})
						n, _ := strconv.ParseFloat(got, 64)
						if err != nil || math.Abs(n-want) > 1e-9 {
							t.Errorf("%s: =%s gives %s (%v), want %v", where, formula, got, err, c.Value)
						}
					}
				}
			}
		})
	}
}

// TestPage checks what makes a sheet print well.
// A difference shows its sign, and decimals where it has any.
func TestDifferenceFormat(t *testing.T) {
	for want, st := range map[string]style{
		"+#,##0_ ;-#,##0_ ;#,##0_ ":          {kind: reports.KindDifference, number: true},
		"+#,##0.00_ ;-#,##0.00_ ;#,##0.00_ ": {kind: reports.KindDifference, number: true, decimals: 2},
		"@":                                  {kind: reports.KindDifference},
		"0.00_ ":                             {kind: reports.KindPercent, number: true, below: true}, // no … for a rate that fell
	} {
		if got := *numberFormat(st); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPage(t *testing.T) {
	pub := sample.Publication()
	files := write(t, pub)
	eachTable(t, pub, files, func(file, sheet string, f *excelize.File, table *reports.Table, p *plan) {
		props, err := f.GetSheetProps(sheet)
		if err != nil || props.FitToPage == nil || !*props.FitToPage {
			t.Errorf("%s %s does not fit the width of the page (%v)", file, sheet, err)
		}
		sheets, _ := p.pages(table)
		layout, err := f.GetPageLayout(sheet)
		if err != nil || *layout.Orientation != "landscape" || layout.FitToHeight == nil || *layout.FitToHeight != sheets {
			t.Errorf("%s %s: layout %+v (%v)", file, sheet, layout, err)
		}
		hf, err := f.GetHeaderFooter(sheet)
		if err != nil || hf.OddFooter != "&C第 &P 页 共 &N 页" || !strings.Contains(hf.OddHeader, "草稿") {
			t.Errorf("%s %s: footer %+v (%v)", file, sheet, hf, err)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != p.body-1 {
			t.Errorf("%s %s: panes %+v (%v)", file, sheet, panes, err)
		}
		var names []string
		for _, n := range f.GetDefinedName() {
			if n.Scope == sheet {
				names = append(names, n.Name)
			}
		}
		if !slices.Contains(names, "_xlnm.Print_Area") || !slices.Contains(names, "_xlnm.Print_Titles") {
			t.Errorf("%s %s: names %v", file, sheet, names)
		}
		core, err := f.GetDocProps()
		if err != nil || core.Creator != "sanlv" || core.Created != "2018-12-31T00:00:00Z" || core.Modified != core.Created {
			t.Errorf("%s: properties %+v (%v)", file, core, err)
		}
	})
}

// TestLinks checks that every link leads to a sheet and row that belong to the area.
func TestLinks(t *testing.T) {
	pub := sample.Publication()
	files := write(t, pub)
	n := 0
	eachTable(t, pub, files, func(file, sheet string, f *excelize.File, table *reports.Table, p *plan) {
		for i, r := range table.Rows {
			for j, c := range r.Cells {
				ok, link, err := f.GetCellHyperLink(sheet, columnName(j)+strconv.Itoa(p.body+i))
				if err != nil {
					t.Fatal(err)
				}
				if ok && c.Link == nil {
					t.Errorf("%s %s: a link at row %d column %d", file, sheet, i, j)
				}
				if !ok {
					continue
				}
				n++
				if book, place, external := strings.Cut(link, "#"); external {
					if _, there := files[strings.TrimPrefix(book, "../")]; !there || !strings.HasPrefix(place, "'") {
						t.Errorf("%s %s: link to %s", file, sheet, link)
					}
				}
			}
		}
	})
	if n < 20 {
		t.Errorf("only %d links", n)
	}
}

// TestXML looks into the files: well-formed, no script, an outline that Excel
// shows, relationships under the usual name.
func TestXML(t *testing.T) {
	for name, b := range write(t, sample.Publication()) {
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if z.File[0].Name != "[Content_Types].xml" {
			t.Errorf("%s begins with %s", name, z.File[0].Name)
		}
		for _, entry := range z.File {
			r, err := entry.Open()
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			d := xml.NewDecoder(bytes.NewReader(content))
			for err == nil {
				_, err = d.Token()
			}
			if err != io.EOF {
				t.Errorf("%s %s: %v", name, entry.Name, err)
			}
			for _, bad := range []string{"relationships:id", "filterMode", "<script", "\u202e"} {
				if bytes.Contains(content, []byte(bad)) {
					t.Errorf("%s %s contains %q", name, entry.Name, bad)
				}
			}
			if bytes.Contains(content, []byte(` outlineLevel="`)) != bytes.Contains(content, []byte("outlineLevelRow=")) {
				t.Errorf("%s %s: rows with an outline, but none is announced", name, entry.Name)
			}
		}
	}
}

// TestHostileStandard names a standard as no sheet may be named.
func TestHostileStandard(t *testing.T) {
	pub := sample.Publication()
	for i := range pub.Meta.ExitItems {
		pub.Meta.ExitItems[i].Standard = "江西九项"
	}
	extra := pub.Meta.ExitItems[0]
	extra.Standard = "a/b:[c]*?'" + strings.Repeat("长", 40)
	pub.Meta.ExitItems = append(slices.Clone(pub.Meta.ExitItems), extra)
	files := write(t, pub)
	f, err := excelize.OpenReader(bytes.NewReader(files["报表/贫困村退出一览表.xlsx"].Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(f.GetSheetList()); n != 6 {
		t.Errorf("%d sheets, want two standards of three: %v", n, f.GetSheetList())
	}
}
