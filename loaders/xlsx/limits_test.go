package xlsx

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"sanlv/loaders"
)

// A million blank rows are legal, and cost neither time nor memory.
func TestMillionBlankRows(t *testing.T) {
	sheet := sheetXML(func(add func(string)) {
		for r := 1; r < maxRow; r++ {
			add(fmt.Sprintf(`<row r="%d" ht="%d"/>`, r, r%97))
		}
		add(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`)
	})
	if got := showBook(t, book(t, minimal(sheet))); got != "A1048576 number \"1\"\n" {
		t.Error(got)
	}
}

// A sheet that is too large to hold is read in pieces, with the same result and
// in little memory.
func TestSheetTooLargeToHold(t *testing.T) {
	if testing.Short() {
		t.Skip("large")
	}
	filler := strings.Repeat("x", 900)
	const rows = 160_000
	sheet := sheetXML(func(add func(string)) {
		for r := 1; r <= rows; r++ {
			add(fmt.Sprintf(`<row r="%d"><c r="A%d" t="inlineStr"><is><t>%d%s</t></is></c></row>`, r, r, r*7919, filler))
		}
	})
	sheet = strings.Replace(sheet, "</worksheet>", `<mergeCells><mergeCell ref="A1:C1"/></mergeCells></worksheet>`, 1)
	path := book(t, minimal(sheet))
	sheet = ""
	ctx := context.Background()
	w, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if w.sheets[0].held != nil || len(w.Merged(0)) != 1 {
		t.Fatal("held, or merged areas lost")
	}
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	for row, err := range w.Rows(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; row.Number != n || len(row.Cells[0].Text) < len(filler)+4 {
			t.Fatal("row", n, row)
		}
		if n == rows/2 {
			runtime.ReadMemStats(&now)
			if grown := int64(now.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
				t.Errorf("%d MB in use", grown>>20)
			}
		}
	}
	if n != rows {
		t.Error(n, "rows")
	}
	// Leaving early must end the goroutine behind it.
	goroutines := runtime.NumGoroutine()
	for range w.Rows(ctx, 0) {
		break
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		t.Error(n-goroutines, "goroutines left")
	}
}

func TestCancelled(t *testing.T) {
	path := book(t, minimal(oneSheet(`<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>`)))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	rows := 0
	for _, err = range w.Rows(ctx, 0) {
		rows++
		cancel()
	}
	var r *loaders.Refusal
	if !errors.Is(err, context.Canceled) || errors.As(err, &r) || rows != 2 {
		t.Errorf("%d steps, %v", rows, err)
	}
	if _, err := Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
