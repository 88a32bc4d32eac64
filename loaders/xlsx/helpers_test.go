package xlsx

import (
	"context"
	"errors"
	"testing"

	"sanlv/loaders"
)

// place is a cell of a workbook that was read.
type place struct {
	sheet       string
	row, column int
}

// readAll reads every sheet and returns the cells by place.
func readAll(path string) (map[place]loaders.Cell, error) {
	ctx := context.Background()
	w, err := Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	cells := map[place]loaders.Cell{}
	for i, sh := range w.Sheets() {
		for row, err := range w.Rows(ctx, i) {
			if err != nil {
				return cells, err
			}
			for _, c := range row.Cells {
				cells[place{sh.Name, row.Number, c.Column}] = c
			}
		}
	}
	return cells, nil
}

// ruleOf returns the rule of a refusal, "" for no error, and fails the test for
// an error that is none.
func ruleOf(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var r *loaders.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("not a refusal: %v", err)
	}
	if r.Rule == "" || r.Message == "" || r.Mend == "" {
		t.Fatalf("incomplete refusal: %+v", r)
	}
	return r.Rule
}
