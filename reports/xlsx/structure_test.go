package xlsx

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"sanlv/reports"
	"sanlv/reports/internal/ooxml"
	"sanlv/reports/internal/sample"
)

// Every workbook keeps to the structure that the standard asks for, so that no
// program offers to repair it.
func TestStructure(t *testing.T) {
	last := sample.Publication()
	last.Meta.Office.TotalLast, last.Meta.Office.Authority = true, "县乡村振兴局"
	for name, pub := range map[string]reports.Publication{"sample": sample.Publication(), "empty": sample.Empty(), "totals last": last} {
		for file, b := range write(t, pub) {
			for _, problem := range ooxml.Check(b.Bytes()) {
				t.Errorf("%s %s: %s", name, file, problem)
			}
		}
	}
}

// The check finds what is broken.
func TestStructureIsChecked(t *testing.T) {
	sound := write(t, sample.Publication())["报表/三率一度汇总表.xlsx"].Bytes()
	for _, c := range []struct{ part, was, now, want string }{
		{"[Content_Types].xml", `PartName="/xl/styles.xml"`, `PartName="/xl/style.xml"`, "which is not there"},
		{"xl/_rels/workbook.xml.rels", `Target="worksheets/sheet2.xml"`, `Target="worksheets/sheet9.xml"`, "not there"},
		{"xl/workbook.xml", `name="分村"`, `name="分乡镇"`, "two sheets"},
		{"xl/workbook.xml", `sheetId="2"`, `sheetId="1"`, "sheetId"},
		{"xl/workbook.xml", `localSheetId="1"`, `localSheetId="7"`, "no sheet"},
		{"xl/worksheets/sheet1.xml", `<cols>`, `<mergeCells></mergeCells><cols>`, "stands behind"},
		{"xl/worksheets/sheet1.xml", ` s="1"`, ` s="999"`, "the style 999"},
		{"xl/worksheets/sheet1.xml", `<row r="2"`, `<row r="1"`, "after row"},
		{"xl/worksheets/sheet1.xml", `<f>SUM(`, `<f>cmd|'/c calc'!SUM(`, "the formula"},
		{"xl/worksheets/sheet1.xml", `<mergeCell ref="`, `<mergeCell ref="A1:B2"/><mergeCell ref="`, "overlap"},
		{"xl/styles.xml", `fontId="1"`, `fontId="99"`, "fontId 99"},
	} {
		raw := change(t, sound, c.part, c.was, c.now)
		if got := strings.Join(ooxml.Check(raw), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s with %s: %q, want %q", c.part, c.now, got, c.want)
		}
	}
}

// change writes a workbook again with a text of one part replaced once.
func change(t *testing.T, raw []byte, part, was, now string) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			if !bytes.Contains(content, []byte(was)) {
				t.Fatalf("%s has no %s", part, was)
			}
			content = bytes.Replace(content, []byte(was), []byte(now), 1)
		}
		w, err := zw.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
