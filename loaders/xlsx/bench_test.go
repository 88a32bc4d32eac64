package xlsx

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"
)

// BenchmarkSheet reads 60,000 × 30 cells: from opening the file to the last
// row, ours and excelize's streaming reader.
func BenchmarkSheet(b *testing.B) {
	for _, kind := range []string{"short", "shared", "inline"} {
		path := filepath.Join(b.TempDir(), kind+".xlsx")
		writeBenchmark(b, path, kind, 60_000, 30)
		b.Run(kind+"/ours", func(b *testing.B) {
			for b.Loop() {
				if n := countOurs(b, path); n != 60_000*30 {
					b.Fatal(n, "cells")
				}
			}
		})
		b.Run(kind+"/excelize", func(b *testing.B) {
			for b.Loop() {
				if n := countExcelize(b, path); n != 60_000*30 {
					b.Fatal(n, "cells")
				}
			}
		})
	}
}

func countOurs(b *testing.B, path string) (n int) {
	ctx := context.Background()
	w, err := Open(ctx, path)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	for row, err := range w.Rows(ctx, 0) {
		if err != nil {
			b.Fatal(err)
		}
		n += len(row.Cells)
	}
	return n
}

func countExcelize(b *testing.B, path string) (n int) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			b.Fatal(err)
		}
		n += len(cells)
	}
	return n
}

// writeBenchmark writes numbers ("short"), or half texts: shared, or inline.
func writeBenchmark(b *testing.B, path, kind string, rows, columns int) {
	b.Helper()
	sheet := sheetXML(func(add func(string)) {
		for r := 1; r <= rows; r++ {
			add(fmt.Sprintf(`<row r="%d" spans="1:%d">`, r, columns))
			for c := 1; c <= columns; c++ {
				n := (r*7919 + c*104729) % 100_003
				switch {
				case c%2 == 0 || kind == "short":
					add(fmt.Sprintf(`<c r="%s" s="1"><v>%d.%02d</v></c>`, Address(r, c), n, n%100))
				case kind == "shared":
					add(fmt.Sprintf(`<c r="%s" s="1" t="s"><v>%d</v></c>`, Address(r, c), n%50_000))
				default:
					add(fmt.Sprintf(`<c r="%s" s="1" t="inlineStr"><is><t>柳林乡第%d村</t></is></c>`, Address(r, c), n))
				}
			}
			add(`</row>`)
		}
	})
	shared := sharedXML(func(add func(string)) {
		for i := range 50_000 {
			add(fmt.Sprintf("<si><t>柳林乡第%d村民小组</t></si>", i))
		}
	})
	parts := minimal(sheet, part{"xl/sharedStrings.xml", shared})
	writeZip(b, path, parts)
}
