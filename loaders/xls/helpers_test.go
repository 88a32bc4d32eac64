package xls

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// readFile reads every sheet of a file on disk.
func readFile(t testing.TB, path string) ([]string, error) {
	t.Helper()
	w, err := Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	return readBook(t, w)
}

// readAll reads every sheet of a file in memory.
func readAll(t testing.TB, file []byte) ([]string, error) {
	t.Helper()
	w := &Workbook{}
	if err := w.open(context.Background(), bytes.NewReader(file), int64(len(file))); err != nil {
		return nil, err
	}
	return readBook(t, w)
}

// readBook returns a line for each cell, and checks what holds for every file:
// order, whole texts.
func readBook(t testing.TB, w *Workbook) ([]string, error) {
	t.Helper()
	ctx := context.Background()
	var lines []string
	for i, sh := range w.Sheets() {
		last := 0
		for row, err := range w.Rows(ctx, i) {
			if err != nil {
				return lines, err
			}
			if row.Number <= last || row.Number > 65536 || len(row.Cells) == 0 {
				t.Fatalf("%s: row %d of %d cells after %d", sh.Name, row.Number, len(row.Cells), last)
			}
			last = row.Number
			column := 0
			for _, c := range row.Cells {
				if c.Column <= column || c.Column > maxColumn || !utf8.ValidString(c.Text) || (c.Text == "") != (c.Kind == loaders.CellNoValue) {
					t.Fatalf("%s: cell %+v after column %d", sh.Name, c, column)
				}
				column = c.Column
				lines = append(lines, sh.Name+"!"+show(row.Number, c))
			}
		}
	}
	return lines, nil
}

// show writes a cell as the tests expect it: A1=12 number.
func show(row int, c loaders.Cell) string {
	kinds := []string{"text", "number", "bool", "error", "novalue"}
	s := fmt.Sprintf("%s=%s %s", excel.Address(row, c.Column), c.Text, kinds[c.Kind])
	if c.Percent {
		s += " percent"
	}
	if c.Date {
		s += " date"
		if !c.Time.IsZero() {
			s += " " + c.Time.Format("2006-01-02T15:04:05.000")
		}
	}
	return s
}

// expect reads a file of one sheet and compares its cells.
func expect(t *testing.T, file []byte, want ...string) {
	t.Helper()
	got, err := readAll(t, file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		_, got[i], _ = strings.Cut(got[i], "!")
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// refusal returns what a file is refused for, with its cell; "" when it is read.
func refusal(t testing.TB, file []byte) string {
	t.Helper()
	_, err := readAll(t, file)
	return ruleOf(t, err)
}

// ruleOf fails the test for an error that is no refusal.
func ruleOf(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var r *loaders.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("not a refusal: %v", err)
	}
	if r.Rule == "" || !strings.HasSuffix(r.Message, "。") || !strings.HasSuffix(r.Mend, "。") {
		t.Fatalf("incomplete refusal: %+v", r)
	}
	return strings.TrimSpace(r.Rule + " " + r.Cell)
}
