// Package conform holds what every reader of files must do alike. Each reader's
// test gives it a file with the same content in its own form.
package conform

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sanlv/loaders"
)

// Grid is the content that every reader is given: leading and trailing blank
// rows, ragged rows, blank cells, and texts that readers like to spoil.
var Grid = func() [][]string {
	g := [][]string{
		{}, {"", "", ""},
		{"柳林乡脱贫户花名册"},
		{"户编号", "姓名", "证件号码", "备注"},
		{"001", "张三", "530102199001011234", "第一行\n第二行"},
		{"0", "𠀀㘵", "", "说“好”,\"是\";否\t完"},
		{},
		{"", "", "", "", "", "", "前后有空格 "},
		{"1.50", "=1+1", "TRUE", "#REF!", "2018-12-31", "1E+11", "-0"},
	}
	for i := range 3000 { // more than any buffer holds
		g = append(g, []string{fmt.Sprintf("%018d", i), "", "欧阳" + strings.Repeat("村", i%7)})
	}
	return append(g, []string{"", ""}, []string{}, []string{""})
}()

// Want is the grid as rows and cells that hold something.
func Want() (list []loaders.Row) {
	for i, row := range Grid {
		r := loaders.Row{Number: i + 1}
		for c, s := range row {
			if s != "" {
				r.Cells = append(r.Cells, loaders.Cell{Column: c + 1, Text: s})
			}
		}
		if len(r.Cells) > 0 {
			list = append(list, r)
		}
	}
	return list
}

// Read copies all rows, because the reader may use them again.
func Read(t *testing.T, w loaders.Workbook) (list []loaders.Row, err error) {
	t.Helper()
	for row, err := range w.Rows(t.Context(), 0) {
		if err != nil {
			return list, err
		}
		list = append(list, loaders.Row{Number: row.Number, Cells: slices.Clone(row.Cells)})
	}
	return list, nil
}

func sameRow(a, b loaders.Row) bool { return a.Number == b.Number && slices.Equal(a.Cells, b.Cells) }

// leftover waits for goroutines to end and says how many have not.
func leftover(before int) int {
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return 0
		}
		time.Sleep(5 * time.Millisecond)
	}
	return runtime.NumGoroutine() - before
}

// Check opens a file that holds the grid and nothing else, and asks of the reader
// what loaders.Workbook promises.
func Check(t *testing.T, open loaders.Opener, path string) {
	t.Helper()
	goroutines := runtime.NumGoroutine()
	w, err := open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if n := len(w.Sheets()); n != 1 {
		t.Fatal(n, "sheets")
	}

	first, err := Read(t, w)
	if err != nil {
		t.Fatal(err)
	}
	wanted := Want()
	for i := range min(len(first), len(wanted)) {
		if !sameRow(first[i], wanted[i]) {
			t.Fatalf("got\n%+v\nwant\n%+v", first[i], wanted[i])
		}
	}
	if len(first) != len(wanted) {
		t.Fatalf("%d rows, want %d", len(first), len(wanted))
	}

	for n := range w.Rows(t.Context(), 0) { // left early, then read anew
		if n.Number > 5 {
			break
		}
	}
	if again, err := Read(t, w); err != nil || !slices.EqualFunc(again, first, sameRow) {
		t.Error("the second time it reads other rows, or fails: ", err)
	}
	cancelled(t, w)
	missing(t, w)
	if n := leftover(goroutines); n > 0 {
		t.Error(n, "goroutines left")
	}
	for range 2 {
		if err := w.Close(); err != nil {
			t.Error("close: ", err)
		}
	}
}

// cancelled: the end of the context ends the rows, with its own error.
func cancelled(t *testing.T, w loaders.Workbook) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	after, last := -1, error(nil)
	for row, err := range w.Rows(ctx, 0) {
		last = err
		if after >= 0 && err == nil {
			after++
		}
		if row.Number == 5 {
			cancel()
			after = 0
		}
	}
	if after < 0 || after > 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d rows after the end of the context, then %v", after, last)
	}
	var r *loaders.Refusal
	if errors.As(last, &r) {
		t.Error("the file is blamed: ", r)
	}
}

// missing: a sheet that is not there is an error of the program, not the file.
func missing(t *testing.T, w loaders.Workbook) {
	t.Helper()
	for _, sheet := range []int{-1, 1, 1 << 40} {
		steps, last := 0, error(nil)
		for _, err := range w.Rows(t.Context(), sheet) {
			steps++
			last = err
		}
		var r *loaders.Refusal
		if steps != 1 || last == nil || errors.As(last, &r) {
			t.Errorf("sheet %d: %d steps, %v", sheet, steps, last)
		}
		if m, ok := w.(loaders.Merger); ok && m.Merged(sheet) != nil {
			t.Errorf("sheet %d has merged areas", sheet)
		}
	}
}
