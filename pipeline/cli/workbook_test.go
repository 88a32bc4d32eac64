package cli

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
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

// comparePrinted holds every figure of the printed 三率一度汇总表 against the
// published indicators.
func comparePrinted(t *testing.T, out string) {
	indicator := map[string]string{}
	for _, r := range stored(t, openBook(t, filepath.Join(out, "latest", "data", "数据.xlsx")), "代号")[1:] {
		if r[0] == "指标" {
			indicator[r[2]] = r[1]
		}
	}
	figures := map[string]map[string]string{} // level, area, indicator
	codes := map[string][]string{}            // level, name → the areas called so
	for _, r := range rows(t, out, "indicators") {
		key := r["level"] + " " + r["area_code"] + " " + r["indicator"]
		if figures[key] == nil && r["indicator"] == "wrong_exit_rate" {
			name := r["level"] + " " + r["area_name"]
			codes[name] = append(codes[name], r["area_code"])
		}
		figures[key] = r
	}
	f := openBook(t, filepath.Join(out, "latest", "报表", "三率一度汇总表.xlsx"))
	for sheet, areas := range map[string]int{"分乡镇": len(figures) / len(indicator), "分村": len(figures) / len(indicator)} {
		if sheet == "分乡镇" { // no villages
			areas = 0
			for name, list := range codes {
				if !strings.HasPrefix(name, "village ") {
					areas += len(list)
				}
			}
		}
		p := printed{t: t, file: f, sheet: sheet, indicator: indicator, figures: figures, codes: codes}
		p.compare()
		if p.areas != areas || p.cells < 15*areas {
			t.Errorf("%s: %d areas of %d, %d figures", sheet, p.areas, areas, p.cells)
		}
		t.Logf("%s: %d areas, %d figures", sheet, p.areas, p.cells)
	}
}

// printed is one sheet of the summary as a reader sees it.
type printed struct {
	t            *testing.T
	file         *excelize.File
	sheet        string
	indicator    map[string]string // label → id
	figures      map[string]map[string]string
	codes        map[string][]string
	areas, cells int
}

func (p *printed) compare() {
	list := stored(p.t, p.file, p.sheet)
	first := 0 // the county's row
	for first < len(list) && !strings.HasSuffix(list[first][0], "合计") {
		first++
	}
	if first < 3 || first == len(list) {
		p.t.Fatalf("%s: no row of the county", p.sheet)
	}
	heads, under := list[first-3], list[first-2] // above the numbers of the columns
	township := ""
	for i := first; i < len(list) && !strings.HasPrefix(list[i][0], "负责人"); i++ {
		deep, err := p.file.GetRowOutlineLevel(p.sheet, i+1)
		if err != nil {
			p.t.Fatal(err)
		}
		level := []string{"county", "township", "village"}[deep]
		code := ""
		for _, c := range p.codes[level+" "+strings.TrimSuffix(list[i][0], "合计")] {
			if level != "village" || strings.HasPrefix(c, township) || township == "未定" {
				code = c
			}
		}
		if code == "" {
			p.t.Errorf("%s: no area %s", p.sheet, list[i][0])
			continue
		}
		if level == "township" {
			township = code
		}
		p.areas++
		id, start := "", 1
		for j := 1; j < len(list[i]); j++ {
			if heads[j] != "" {
				id, start = p.indicator[oneLine(heads[j])], j
			}
			figure := p.figures[level+" "+code+" "+id]
			if id == "" { // 来件
				figure = p.figures[level+" "+code+" wrong_exit_rate"]
			}
			p.cell(fmt.Sprintf("%s %s %s(%s)", p.sheet, list[i][0], id, oneLine(under[j])), oneLine(under[j]), j-start, list[i][j], figure)
		}
	}
}

func oneLine(head string) string { return strings.ReplaceAll(head, "\n", "") }

// cell compares one printed cell, the nth under the head of its indicator, with
// what is published.
func (p *printed) cell(where, head string, nth int, got string, figure map[string]string) {
	percent := func(name string) string {
		rate, ok := new(big.Rat).SetString(figure[name])
		if !ok {
			p.t.Fatalf("%s: %s %q", where, name, figure[name])
		}
		return rate.Mul(rate, big.NewRat(100, 1)).FloatString(2)
	}
	want := ""
	switch {
	case head == "状况":
		return
	case strings.HasPrefix(head, "到/应到"):
		want = figure["villages_arrived"] + "/" + figure["villages_expected"]
	case got == "不详" || got == "—":
		// nothing came, nobody was asked, or there is no range
		if figure["denominator"] != "0" && !(strings.HasPrefix(head, "可能范围") && figure["unknown"] == "0") {
			p.t.Errorf("%s: %s, published %v", where, got, figure)
		}
		return
	case strings.HasPrefix(head, "可能范围"):
		want = percent("value_low") + "~" + percent("value_high")
	case strings.HasSuffix(head, "(%）") || strings.HasSuffix(head, "（%）"):
		p.cells++
		rate, err := strconv.ParseFloat(got, 64)
		value, verr := strconv.ParseFloat(figure["value"], 64)
		if err != nil || verr != nil || math.Abs(rate-100*value) > 1e-9 {
			p.t.Errorf("%s: %s, published %s", where, got, figure["value"])
		}
		return
	default:
		want = figure[[]string{"numerator", "denominator", "", "unknown"}[nth]]
	}
	p.cells++
	if got != want {
		p.t.Errorf("%s: %q, published %q", where, got, want)
	}
}
