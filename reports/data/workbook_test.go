package data

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/xuri/excelize/v2"

	"sanlv/reports"
	"sanlv/reports/internal/ooxml"
	"sanlv/reports/internal/sample"
)

// hostile is a table of values that do harm where they are not taken as they are.
func hostile() arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "rate", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "persons", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		{Name: "households", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	}, nil))
	for _, s := range []string{sample.Command, sample.Script, sample.Broken, "0012", " 两边空 "} {
		b.Field(0).(*array.StringBuilder).Append(s)
	}
	b.Field(1).(*array.Float64Builder).AppendValues([]float64{1.0 / 3, 0.30000000000000004, math.NaN(), math.Inf(1), -1e-7}, nil)
	for _, day := range []string{"2018-12-31", "1900-03-01", "1900-02-28", "1855-05-05", "2020-02-29"} {
		d, _ := time.Parse(time.DateOnly, day)
		b.Field(2).(*array.Date32Builder).Append(arrow.Date32FromTime(d))
	}
	b.Field(3).(*array.Int32Builder).AppendValues([]int32{0, -1, 3, 4, 5}, nil)
	b.Field(4).(*array.Int64Builder).AppendValues([]int64{1, 2, 3, 4, 123456789012345}, nil)
	return b.NewRecord()
}

func hostileMeta() reports.Meta {
	m := sample.Publication().Meta
	m.County = sample.Script
	m.Tables = []reports.TableInfo{{ID: "t", Label: "a/b:[c]*?'" + strings.Repeat("长", 40), Definition: "甲,乙", Columns: []reports.ColumnInfo{
		{Name: "name", Note: "名称:村名"}, {Name: "rate", Note: "率,小数"}, {Name: "day", Note: "日期"}, {Name: "persons", Note: "数(人)"}, {Name: "households", Note: "数(户)"}}}}
	return m
}

func open(t *testing.T, b *bytes.Buffer) *excelize.File {
	t.Helper()
	for _, problem := range ooxml.Check(b.Bytes()) {
		t.Error(problem)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func writeAll(t *testing.T, src reports.Source, meta reports.Meta) memorySink {
	t.Helper()
	sink := memorySink{}
	if err := New().Write(context.Background(), reports.Publication{Meta: meta, Source: src}, sink); err != nil {
		t.Fatal(err)
	}
	return sink
}

// Texts are shown as they are and never work as formulas or markup; what Excel
// has no number for is text; two columns of one short name are told apart.
func TestWorkbookOfHostileValues(t *testing.T) {
	sink := writeAll(t, oneTable{[]string{"data/t"}, hostile()}, hostileMeta())
	f := open(t, sink[WorkbookFile])
	sheet := f.GetSheetList()[len(f.GetSheetList())-1]
	if n := len([]rune(sheet)); n > 31 || strings.ContainsAny(sheet, `[]:*?/\'`) {
		t.Errorf("sheet %q", sheet)
	}
	got, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	broken := "第一行\n第二行\ufffd\ufffd\ufffd反向 A_x0041_"
	for i, want := range [][]string{
		{"名称", "率", "日期", "数", "数 households"},
		{sample.Command, "0.3333333333333333", "43465", "0", "1"},
		{sample.Script, "0.30000000000000004", "61", "-1", "2"},
		{broken, "NaN", "1900-02-28", "3", "3"},
		{"0012", "+Inf", "1855-05-05", "4", "4"},
		{" 两边空 ", "-0.0000001", "43890", "5", "123456789012345"},
	} {
		if !slices.Equal(got[i], want) {
			t.Errorf("row %d: %q, want %q", i+1, got[i], want)
		}
	}
	for _, s := range f.GetSheetList() {
		for i := range got {
			for j := range 12 {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula, err := f.GetCellFormula(s, at); err != nil || formula != "" {
					t.Errorf("%s %s: formula %q %v", s, at, formula, err)
				}
			}
		}
	}
	if shown, err := f.GetCellValue(sheet, "C2"); err != nil || shown != "2018-12-31" {
		t.Errorf("the date is shown as %q, %v", shown, err)
	}
	if title, _ := f.GetCellValue(CoverSheet, "A1"); !strings.Contains(title, "2018年脱贫攻坚评估数据") {
		t.Error(title)
	}
	if draft, _ := f.GetCellValue(CoverSheet, "A2"); !strings.Contains(draft, "草稿") {
		t.Error(draft)
	}
}

// The link of each line of the contents leads to its sheet.
func TestContentsLeadToTheSheets(t *testing.T) {
	f := open(t, writeAll(t, oneTable{[]string{"data/t"}, hostile()}, hostileMeta())[WorkbookFile])
	lines, err := f.GetRows(contentsSheet)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines)-1 != len(f.GetSheetList())-2 { // but for the cover and itself
		t.Errorf("%d lines, sheets %v", len(lines)-1, f.GetSheetList())
	}
	for i, line := range lines[1:] {
		ok, to, err := f.GetCellHyperLink(contentsSheet, fmt.Sprintf("A%d", i+2))
		if err != nil || !ok || to != "'"+line[0]+"'!A1" || !slices.Contains(f.GetSheetList(), line[0]) {
			t.Errorf("%q leads to %q (%v)", line[0], to, err)
		}
	}
}

// A table that one sheet does not hold goes on in the next, each with the heads;
// one without rows has its heads and is no table to Excel.
func TestLongAndEmptyTables(t *testing.T) {
	for _, c := range []struct {
		records int // of 5 rows each
		rows    []int
	}{{0, []int{0}}, {1, []int{5}}, {2, []int{7, 3}}, {3, []int{7, 7, 1}}, {7, []int{7, 7, 7, 7, 7}}} {
		var buf bytes.Buffer
		book := newWorkbook(memoryFile{&buf}, hostileMeta())
		rec := hostile()
		table := book.table("t", rec.Schema())
		table.perPage = 8
		for range c.records {
			if err := table.write(rec); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(table.end(), book.close()); err != nil {
			t.Fatal(err)
		}
		f := open(t, &buf)
		sheets := f.GetSheetList()
		sheets = sheets[len(sheets)-len(c.rows):]
		var names []string
		for i, want := range c.rows {
			list, err := f.GetRows(sheets[i])
			if err != nil || len(list) != want+1 || list[0][0] != "名称" {
				t.Errorf("%d records: sheet %d has %d rows (%v), want %d", c.records, i+1, len(list)-1, err, want)
			}
			tables, err := f.GetTables(sheets[i])
			if err != nil || len(tables) != min(want, 1) {
				t.Errorf("%d records: sheet %d has %d tables, %v", c.records, i+1, len(tables), err)
			}
			for _, x := range tables {
				names = append(names, x.Name)
			}
		}
		slices.Sort(names)
		if len(slices.Compact(slices.Clone(names))) != len(names) {
			t.Errorf("tables of one name: %v", names)
		}
	}
}

// The parts are well-formed, all have a type, all targets are there, and the same
// input gives the same bytes.
func TestWorkbookParts(t *testing.T) {
	src := oneTable{[]string{"data/t", "trace/u"}, hostile()}
	a := writeAll(t, src, hostileMeta())[WorkbookFile]
	if b := writeAll(t, src, hostileMeta())[WorkbookFile]; !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the workbook differs from one write to the next")
	}
	z, err := zip.NewReader(bytes.NewReader(a.Bytes()), int64(a.Len()))
	if err != nil {
		t.Fatal(err)
	}
	types, parts := "", map[string]string{}
	for _, entry := range z.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if parts[entry.Name] != "" {
			t.Errorf("%s stands twice", entry.Name)
		}
		parts[entry.Name] = string(content)
		if entry.Name == "[Content_Types].xml" {
			types = string(content)
		}
		d := xml.NewDecoder(bytes.NewReader(content))
		for err == nil {
			_, err = d.Token()
		}
		if err != io.EOF {
			t.Errorf("%s: %v", entry.Name, err)
		}
		if strings.Contains(string(content), "<script") || strings.Contains(string(content), "\u202e") {
			t.Errorf("%s is not escaped", entry.Name)
		}
	}
	for name := range parts {
		if strings.HasPrefix(name, "xl/") && !strings.HasSuffix(name, ".rels") && !strings.Contains(types, `PartName="/`+name+`"`) {
			t.Errorf("%s has no type", name)
		}
	}
	tables := 0
	for name := range parts {
		if strings.HasPrefix(name, "xl/tables/") {
			tables++
			number := strings.TrimSuffix(strings.TrimPrefix(name, "xl/tables/table"), ".xml")
			if !strings.Contains(parts["xl/worksheets/_rels/sheet"+number+".xml.rels"], "../tables/table"+number+".xml") ||
				!strings.Contains(parts["xl/worksheets/sheet"+number+".xml"], `<tablePart r:id="rId1"/>`) {
				t.Errorf("nothing leads to %s", name)
			}
		}
	}
	if tables != 7 { // contents, notes, columns, codes, standards, parameters, and the one published
		t.Errorf("%d tables", tables)
	}
}
