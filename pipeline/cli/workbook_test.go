package cli

import (
	"encoding/csv"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sanlv/reports/data"
)

// stored reads the values of a sheet as they are stored, all rows as wide as the
// widest.
func stored(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	list, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil || len(list) == 0 {
		t.Fatalf("%s: %d rows, %v", sheet, len(list), err)
	}
	wide := 0
	for _, r := range list {
		wide = max(wide, len(r))
	}
	for i, r := range list {
		list[i] = append(r, make([]string, wide-len(r))...)
	}
	return list
}

// compareWorkbook holds every cell of the data workbook against the CSV of the
// same run, which it reads as other programs do, and looks after the rules of
// accessible tables.
func compareWorkbook(t *testing.T, out string) {
	f := openBook(t, filepath.Join(out, "latest", "data", "数据.xlsx"))
	sheets := f.GetSheetList()
	if strings.Join(sheets[:3], " ") != "数据封面 目录 说明" {
		t.Errorf("sheets %v", sheets)
	}
	type column struct{ label, kind string }
	named := map[string]column{} // file, column → how it stands in the workbook
	for _, r := range stored(t, f, "列说明")[1:] {
		named[r[5]+" "+r[4]] = column{label: r[1], kind: r[3]}
		if r[2] == "" {
			t.Errorf("%s: nothing is said of %s", r[5], r[4])
		}
	}
	files, cells := 0, 0
	listed := map[string]bool{"数据封面": true, "目录": true}
	for _, r := range stored(t, f, "目录")[1:] {
		listed[r[0]] = true
		accessible(t, f, r[0], r[2], r[3])
		if r[4] == "" {
			continue
		}
		files++
		raw, err := os.ReadFile(filepath.Join(out, "latest", "data", r[4]))
		if err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		alike(t, r[4], want, filepath.Join(out, "latest", "data", strings.TrimSuffix(r[4], ".csv")+".parquet"))
		got := stored(t, f, r[0])
		if len(got) != len(want) || len(got[0]) != len(want[0]) {
			t.Errorf("%s: %d×%d, the CSV %d×%d", r[0], len(got), len(got[0]), len(want), len(want[0]))
			continue
		}
		for i, line := range want {
			for j, text := range line {
				c := named[r[4]+" "+want[0][j]]
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				where := fmt.Sprintf("%s %s", r[0], at)
				if i == 0 {
					if c.label == "" || got[0][j] != c.label {
						t.Errorf("%s: head %q of %s, explained as %q", where, got[0][j], text, c.label)
					}
					continue
				}
				cells++
				if shown := inWorkbook(text, c.kind); got[i][j] != shown {
					t.Errorf("%s: %q, want %q", where, got[i][j], shown)
				}
				kind, err := f.GetCellType(r[0], at)
				if err != nil {
					t.Fatal(err)
				}
				number := c.kind == "整数" || c.kind == "日期" || strings.HasPrefix(c.kind, "小数")
				if text != "" && number != (kind == excelize.CellTypeUnset) {
					t.Errorf("%s: %s %q has type %v", where, c.kind, text, kind)
				}
			}
		}
	}
	for _, s := range sheets {
		if !listed[s] {
			t.Errorf("%s is not in the contents", s)
		}
	}
	tables, err := filepath.Glob(filepath.Join(out, "latest", "data", "*.csv"))
	if err != nil || files != len(tables) || files == 0 {
		t.Errorf("%d tables of %d (%v)", files, len(tables), err)
	}
	t.Logf("%d tables, %d cells", files, cells)
	// it must not come back as a sheet of the county
	if _, said := sanlv("check", filepath.Join(out, "latest", "data", "数据.xlsx")); !strings.Contains(said, "file.published") || strings.Contains(said, "农户判定") {
		t.Errorf("check of the workbook: %s", said)
	}
}

// alike holds a CSV against the Parquet file of the same table, cell by cell.
func alike(t *testing.T, name string, want [][]string, path string) {
	t.Helper()
	columns, got := parquetRows(t, path)
	if !slices.Equal(columns, want[0]) || len(got) != len(want)-1 {
		t.Errorf("%s: %d rows under %v, in Parquet %d under %v", name, len(want)-1, want[0], len(got), columns)
		return
	}
	for i, row := range got {
		for j, value := range row {
			text := data.Text(want[i+1][j])
			a, okA := new(big.Rat).SetString(text)
			b, okB := new(big.Rat).SetString(value)
			if text != value && !(okA && okB && a.Cmp(b) == 0) {
				t.Errorf("%s row %d, %s: %q, in Parquet %q", name, i+1, columns[j], text, value)
			}
		}
	}
}

// inWorkbook is a value of the CSV as it stands in the workbook.
func inWorkbook(text, kind string) string {
	switch {
	case kind == "是否":
		return map[string]string{"true": "是", "false": "否"}[text]
	case kind == "日期" && text != "": // Excel counts days
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(int(day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24))
	}
	return data.Text(text) // no formula in a text cell
}

// accessible checks that a sheet is one table from A1 and nothing else.
func accessible(t *testing.T, f *excelize.File, sheet, rows, columns string) {
	t.Helper()
	list := stored(t, f, sheet)
	if fmt.Sprint(len(list)-1) != rows || fmt.Sprint(len(list[0])) != columns {
		t.Errorf("%s has %d rows and %d columns, the contents say %s and %s", sheet, len(list)-1, len(list[0]), rows, columns)
	}
	heads := map[string]bool{}
	for _, h := range list[0] {
		if h == "" || heads[strings.ToLower(h)] {
			t.Errorf("%s: head %q is empty or stands twice", sheet, h)
		}
		heads[strings.ToLower(h)] = true
	}
	for i, r := range list {
		if strings.Join(r, "") == "" {
			t.Errorf("%s: row %d is blank", sheet, i+1)
		}
	}
	if merged, err := f.GetMergeCells(sheet); err != nil || len(merged) > 0 {
		t.Errorf("%s: %d merged cells, %v", sheet, len(merged), err)
	}
	last, _ := excelize.CoordinatesToCellName(len(list[0]), len(list))
	if tables, err := f.GetTables(sheet); err != nil || len(list) > 1 && (len(tables) != 1 || tables[0].Range != "A1:"+last) {
		t.Errorf("%s: tables %+v, %v, want A1:%s", sheet, tables, err, last)
	}
}
