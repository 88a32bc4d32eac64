package xlsx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
	"sanlv/reports/internal/ooxml"
	"sanlv/reports/internal/sample"
)

// copies is one file with a sheet of so many rows.
type copies struct{ rows int }

func (copies) Names() []string { return []string{"青石镇/户表.csv", "青石镇/户表.xlsx"} }

func (c copies) Copy(_ context.Context, _ string, to reports.CopyDrawer) error {
	if err := to.Sheet("a/b:c"); err != nil {
		return err
	}
	cells := []reports.CopyCell{
		{Column: 1, Text: "=cmd|'/c calc'!A1"},
		{Column: 2, Kind: reports.CopyNumber, Text: "3200.5"},
		{Column: 3, Kind: reports.CopyPercent, Text: "0.012"},
		{Column: 4, Kind: reports.CopyDate, Text: "2018-06-15"},
		{Column: 6, Text: "四口\u202e<script>", Marks: []reports.CopyMark{{Severity: "警告", Text: "一"}, {Severity: "错误", Text: "不是数字。\n改正:只填数字"}}},
		{Column: 7, Marks: []reports.CopyMark{{Severity: "提示", Text: "空的"}}},
	}
	for i := range c.rows {
		if err := to.Row(reports.CopyRow{Number: 3 + i, Cells: cells}); err != nil {
			return err
		}
	}
	return nil
}

func (copies) Write(_ context.Context, _, _ string, out io.Writer, draw func(io.Writer) error) error {
	return draw(out)
}

// A marked copy has every cell where it was and as it was, a comment at each
// cell with a finding, and opens in another program.
func TestMarkedCopy(t *testing.T) {
	for _, rows := range []int{1, 250} { // fewer and more than decide the widths
		pub := sample.Publication()
		pub.Copies = copies{rows: rows}
		files := write(t, pub)
		b := files["问题清单/标注副本/青石镇/户表.xlsx"]
		if b == nil || files["问题清单/标注副本/青石镇/户表.csv.xlsx"] == nil {
			t.Fatalf("no copies among %d files", len(files))
		}
		for _, problem := range ooxml.Check(b.Bytes()) {
			t.Error(problem)
		}
		f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		sheets := f.GetSheetList()
		if strings.Join(sheets, "|") != NoteSheet+"|a_b_c" {
			t.Fatal(sheets)
		}
		last := 2 + rows
		for cell, want := range map[string]string{"A": "=cmd|'/c calc'!A1", "B": "3200.5", "C": "1.20%", "D": "2018-06-15", "E": "", "F": "四口\ufffd<script>"} {
			address := fmt.Sprintf("%s%d", cell, last)
			if got, err := f.GetCellValue("a_b_c", address); err != nil || got != want {
				t.Errorf("%s: %q, want %q (%v)", address, got, want, err)
			}
			if formula, _ := f.GetCellFormula("a_b_c", address); formula != "" {
				t.Errorf("%s is a formula", address)
			}
		}
		comments, err := f.GetComments("a_b_c")
		if err != nil || len(comments) != 2*rows {
			t.Fatalf("%d comments, %v", len(comments), err)
		}
		if got := comments[0]; got.Cell != "F3" || got.Text != "" && got.Text != "【警告】一\n【错误】不是数字。\n改正\uff1a只填数字" {
			t.Errorf("%+v", got)
		}
		if style, _ := f.GetCellStyle("a_b_c", "F3"); style != 3 {
			t.Errorf("F3 has style %d, want that of an error", style)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		again := write(t, pub)["问题清单/标注副本/青石镇/户表.xlsx"]
		if !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Error("a copy differs from one write to the next")
		}
	}
}

func TestNamesOfCopies(t *testing.T) {
	used := map[string]bool{}
	long := strings.Repeat("长", 120)
	for _, stem := range []string{"a/户表", "a/户表", "A/户表", "a/" + long, "a/" + long} {
		name := fileName(stem, ".xlsx", used)
		if len(name) > 210 || !strings.HasSuffix(name, ".xlsx") {
			t.Errorf("%s: %d bytes", name, len(name))
		}
	}
	if len(used) != 5 {
		t.Errorf("%d different names of 5: %v", len(used), used)
	}
}

// A folder may be called like a copy: neither stands in the other's way.
func TestFolderCalledLikeACopy(t *testing.T) {
	for name, want := range map[string]string{"甲.xlsx/b.xlsx": "甲.xlsx_/b.xlsx", "甲.XLSX": "甲.XLSX", "a\nb\u202ec.csv": "a b\uFFFDc.csv", "正常/户表.xlsx": "正常/户表.xlsx"} {
		if got := safePath(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
