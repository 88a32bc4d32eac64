package cli

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/xuri/excelize/v2"
)

// numberKey tells numbers apart as far as a table prints them.
func numberKey(v float64) string { return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64) }

// publishedNumbers are the numbers that data/ and trace/ hold of each area, as they
// are and as per cent, and the areas by level and name.
func publishedNumbers(t *testing.T, latest string) (numbers map[string]map[string]bool, codes map[string][]string) {
	numbers, codes = map[string]map[string]bool{}, map[string][]string{}
	for _, folder := range []string{"data", "trace"} {
		paths, err := filepath.Glob(filepath.Join(latest, folder, "*.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			f, err := file.OpenParquetFile(path, false)
			if err != nil {
				t.Fatal(err)
			}
			r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
			if err != nil {
				t.Fatal(err)
			}
			table, err := r.ReadTable(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			area := table.Schema().FieldIndices("area_code")
			level, name := table.Schema().FieldIndices("level"), table.Schema().FieldIndices("area_name")
			if len(area) == 1 {
				rows := array.NewTableReader(table, 0)
				for rows.Next() {
					rec := rows.Record()
					for i := range int(rec.NumRows()) {
						code := rec.Column(area[0]).ValueStr(i)
						if numbers[code] == nil {
							numbers[code] = map[string]bool{"0": true}
							if len(level)+len(name) == 2 {
								key := rec.Column(level[0]).ValueStr(i) + " " + rec.Column(name[0]).ValueStr(i)
								codes[key] = append(codes[key], code)
							}
						}
						for _, c := range rec.Columns() {
							if v, err := strconv.ParseFloat(c.ValueStr(i), 64); err == nil {
								numbers[code][numberKey(v)], numbers[code][numberKey(100*v)] = true, true
							}
						}
					}
				}
				rows.Release()
			}
			if strings.HasSuffix(path, "income_change.parquet") {
				addHouseholds(table, numbers)
			}
			table.Release()
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return numbers, codes
}

// addHouseholds adds up the incomes of the households that can be compared by
// village, township and county, for the one table that is summed from households.
func addHouseholds(table arrow.Table, numbers map[string]map[string]bool) {
	sums := map[string][]float64{}
	village, trend := table.Schema().FieldIndices("village_code")[0], table.Schema().FieldIndices("trend")[0]
	rows := array.NewTableReader(table, 0)
	defer rows.Release()
	for rows.Next() {
		rec := rows.Record()
		for i := range int(rec.NumRows()) {
			if !slices.Contains([]string{"增收", "减收", "持平"}, rec.Column(trend).ValueStr(i)) {
				continue
			}
			code := rec.Column(village).ValueStr(i)
			for _, area := range []string{code, code[:9], code[:6]} {
				if sums[area] == nil {
					sums[area] = make([]float64, rec.NumCols())
				}
				for j, c := range rec.Columns() {
					if v, err := strconv.ParseFloat(c.ValueStr(i), 64); err == nil {
						sums[area][j] += v
					}
				}
			}
		}
	}
	for area, values := range sums {
		if numbers[area] == nil {
			numbers[area] = map[string]bool{}
		}
		for _, v := range values {
			numbers[area][numberKey(v)] = true
		}
	}
}

// comparePrintedAreas looks for every number of the printed tables of areas among
// what is published of the area; those that a formula works out from others are
// looked at through these.
func comparePrintedAreas(t *testing.T, out string) {
	latest := filepath.Join(out, "latest")
	numbers, codes := publishedNumbers(t, latest)
	books, err := filepath.Glob(filepath.Join(latest, "报表", "*.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	tables, cells := 0, 0
	for _, path := range books {
		f := openBook(t, path)
		for _, sheet := range f.GetSheetList() {
			list := stored(t, f, sheet)
			first := 0
			for first < len(list) && !strings.HasSuffix(list[first][0], "合计") {
				first++
			}
			if first == len(list) || len(codes["county "+strings.TrimSuffix(list[first][0], "合计")]) == 0 {
				continue // no table of areas
			}
			tables++
			township, wrong := "", 0
			for i := first; i < len(list) && !strings.HasPrefix(list[i][0], "负责人"); i++ {
				deep, err := f.GetRowOutlineLevel(sheet, i+1)
				if err != nil {
					t.Fatal(err)
				}
				level, code := []string{"county", "township", "village"}[min(deep, 2)], ""
				for _, c := range codes[level+" "+strings.TrimSuffix(list[i][0], "合计")] {
					if level != "village" || strings.HasPrefix(c, township) {
						code = c
					}
				}
				if code == "" {
					continue // such as all poor villages together
				}
				if level == "township" {
					township = code
				}
				for j := 1; j < len(list[i]); j++ {
					v, err := strconv.ParseFloat(list[i][j], 64)
					if err != nil || numbers[code][numberKey(v)] {
						if err == nil {
							cells++
						}
						continue
					}
					at, _ := excelize.CoordinatesToCellName(j+1, i+1)
					if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
						continue
					}
					if wrong++; wrong <= 3 {
						t.Errorf("%s › %s › %s: %s is nowhere in the data of %s", filepath.Base(path), sheet, at, list[i][j], list[i][0])
					}
				}
			}
			if wrong > 3 {
				t.Errorf("%s › %s: %d numbers are nowhere in the data", filepath.Base(path), sheet, wrong)
			}
		}
	}
	if tables < 15 || cells < 5000 {
		t.Errorf("only %d tables with %d numbers", tables, cells)
	}
	t.Logf("%d tables, %d numbers", tables, cells)
}
