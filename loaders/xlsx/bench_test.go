package xlsx

import (
	"context"
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
